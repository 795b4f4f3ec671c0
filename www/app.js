// The page: the log-in form or, with a session, the call records.

import { html, render, useCallback, useEffect, useState } from '/vendor/htm-preact.js';
import { logOut, whoAmI } from '/api.js';
import { mark } from '/icons.js';
import { LogIn } from '/login.js';
import { CallRecords } from '/calls.js';

const TRY_AGAIN_MS = 3000;
const ENDED = 'Your session has ended. Please log in again.';

function Header({ user, onLogOut }) {
  return html`
    <header class="top">
      <a class="brand" href="/">${mark()}<span>Omnivox</span></a>
      <nav class="tabs" aria-label="Sections">
        <a href="/" aria-current="page">Call Records</a>
      </nav>
      <p class="who">
        <span class="who-name">${user.name}</span>
        <span class="who-organization">${user.organization?.name}</span>
      </p>
      <button type="button" class="quiet" data-testid="logout" onClick=${onLogOut}>Log out</button>
    </header>`;
}

/** The session: {user, asking, unreachable, notice} and what changes it. */
function useSession() {
  const [session, setSession] = useState({ asking: true });
  useEffect(() => {
    let timer;
    const askWho = () => whoAmI().then(
      (user) => setSession({ user }),
      (problem) => {
        if (problem.status === 401)
          return setSession({});
        setSession({ asking: true, unreachable: true });
        timer = setTimeout(askWho, TRY_AGAIN_MS);
      });
    askWho();
    return () => clearTimeout(timer);
  }, []);
  const enter = useCallback((user) => setSession({ user }), []);
  const expire = useCallback(() => setSession({ notice: ENDED }), []);
  const leave = useCallback(async () => {
    try {
      await logOut();
    } catch (problem) {
      // A user who sees the log-in form must be logged out: if that failed, the page stays.
      if (problem.status !== 401)
        return setSession((now) => ({ ...now, notice: `Not logged out: ${problem.message}` }));
    }
    history.replaceState(null, '', location.pathname);
    setSession({});
  }, []);
  return { ...session, enter, expire, leave };
}

function App() {
  const { user, asking, unreachable, notice, enter, expire, leave } = useSession();
  if (asking)
    return html`<p class="notice" role="status">
      ${unreachable ? 'The server cannot be reached. Trying again…' : 'Loading…'}</p>`;
  if (!user)
    return html`<${LogIn} notice=${notice} onLogIn=${enter} />`;
  return html`
    <${Header} user=${user} onLogOut=${leave} />
    ${notice && html`<p class="banner" role="alert">${notice}</p>`}
    <${CallRecords} user=${user} onSignedOut=${expire} />`;
}

render(html`<${App} />`, document.getElementById('app'));
