// Places a test call: first the user's own phone rings, then the other party's.

import { html, useEffect, useRef, useState } from '/vendor/htm-preact.js';
import { placeCall } from '/api.js';
import { outboundIcon } from '/icons.js';
import { faults } from '/words.js';

// Removes the spaces and punctuation of a number, and writes the prefix 00 as +.
const bare = (number) => number.replace(/[\s().-]/g, '').replace(/^00/, '+');

const WORDS = {
  0: 'The server cannot be reached. Whether the call was placed will show in the list.',
};

function NumberField({ label, hint, error, ...input }) {
  const isWrong = error?.fields.includes(`/${input.name}`);
  return html`
    <label class="field">
      <span>${label}</span>
      <input type="tel" required placeholder="+1 555 010 0200" aria-describedby="place-error"
        aria-invalid=${isWrong ? 'true' : undefined} ...${input} />
      <small class="sub">${hint}</small>
    </label>`;
}

const errorOf = (problem) => ({
  words: WORDS[problem.status] ?? (faults(problem.errors) || problem.message),
  fields: problem.errors.map(({ pointer }) => pointer),
});

/** {pending, error, begin, place}: place places the call; begin makes the callId of another call. */
function usePlacing(onSignedOut) {
  const [pending, setPending] = useState(false);
  const [error, setError] = useState(null);
  // The callId stays the same after a second press or an error, so that only one call is placed.
  const callId = useRef();

  function begin() {
    callId.current = `test-${crypto.randomUUID()}`;
    setError(null);
  }

  async function place(numbers, onPlaced) {
    setPending(true);
    setError(null);
    try {
      await placeCall({ callId: callId.current, ...numbers });
      onPlaced();
    } catch (problem) {
      if (problem.status === 401)
        onSignedOut();
      setError(errorOf(problem));
    }
    setPending(false);
  }

  return { pending, error, begin, place };
}

const Fields = ({ user, error, pending, onCancel }) => html`
  <fieldset disabled=${pending}>
    ${user.role !== 'agent' && html`
      <${NumberField} label="Your phone" name="agentNumber" autofocus error=${error}
        hint="Rings first. Pick it up, and the other one is called." />`}
    <${NumberField} label="Number to call" name="customerNumber" error=${error}
      hint="The call is recorded, each side on a channel of its own." />
    <p id="place-error" class="login-error" role="alert">${error?.words}</p>
    <div class="place-buttons">
      <button type="button" class="quiet" onClick=${onCancel}>Cancel</button>
      <button type="submit" class="primary">${pending ? 'Calling…' : 'Call'}</button>
    </div>
  </fieldset>`;

/** The button and its form. An agent's own phone is called; other users enter a number. */
export function PlaceCall({ user, onSignedOut }) {
  const { pending, error, begin, place } = usePlacing(onSignedOut);
  const dialog = useRef();

  function open() {
    begin();
    dialog.current.showModal();
  }

  function submit(event) {
    event.preventDefault();
    const { agentNumber, customerNumber } = event.currentTarget.elements;
    place({
      customerNumber: bare(customerNumber.value),
      ...(agentNumber && { agentNumber: bare(agentNumber.value) }),
    }, () => dialog.current.close());
  }

  // The fields were disabled while the form was sent, and have lost the focus.
  useEffect(() => {
    if (error)
      dialog.current.querySelector('[aria-invalid], [type="submit"]').focus();
  }, [error]);

  return html`
    <button type="button" data-testid="place-call" title="Place a test call" onClick=${open}>
      ${outboundIcon()} Test call</button>
    <dialog ref=${dialog} class="place" aria-labelledby="place-title">
      <form data-testid="place-form" aria-busy=${pending} onSubmit=${submit}>
        <h2 id="place-title">Place a test call</h2>
        <${Fields} user=${user} error=${error} pending=${pending}
          onCancel=${() => dialog.current.close()} />
      </form>
    </dialog>`;
}
