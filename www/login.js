// The log-in form.

import { html, useEffect, useRef, useState } from '/vendor/htm-preact.js';
import { logIn } from '/api.js';
import { mark } from '/icons.js';

const WORDS = {
  401: 'Email or password is not right. Please check both and try again.',
  429: 'Too many tries. Please wait a minute, then try again.',
  0: 'The server cannot be reached. Please check your connection and try again.',
};

function Field({ label, ...input }) {
  return html`
    <label class="field">
      <span>${label}</span>
      <input required aria-describedby="login-error" ...${input} />
    </label>`;
}

/** notice: why the form is shown, or undefined. onLogIn is called with the user. */
export function LogIn({ notice, onLogIn }) {
  const [pending, setPending] = useState(false);
  const [error, setError] = useState(null);
  const form = useRef();

  // In an effect, after the fields are enabled again: a disabled field cannot have the focus.
  useEffect(() => {
    if (error)
      form.current.elements.password.select();
  }, [error]);

  async function submit(event) {
    event.preventDefault();
    const { email, password } = event.currentTarget.elements;
    setPending(true);
    setError(null);
    try {
      onLogIn(await logIn(email.value.trim(), password.value));
    } catch (problem) {
      setError(WORDS[problem.status] ?? problem.message);
      setPending(false);
    }
  }

  return html`
    <main class="login">
      <form ref=${form} data-testid="login-form" aria-busy=${pending} onSubmit=${submit}>
        <h1>${mark()}<span>Omnivox <small>Call Records</small></span></h1>
        ${notice && !error && html`<p class="login-notice" role="status">${notice}</p>`}
        <fieldset disabled=${pending}>
          <${Field} label="Email" type="email" name="email" autocomplete="username" autofocus />
          <${Field} label="Password" type="password" name="password"
            autocomplete="current-password" />
          <p id="login-error" class="login-error" role="alert">${error}</p>
          <button type="submit" class="primary">${pending ? 'Logging in…' : 'Log in'}</button>
        </fieldset>
      </form>
    </main>`;
}
