'use strict';

// The one piece of TwiML that calls placed by REST obey: <Dial> with a <Number>, <Client> or
// <Sip>. It is searched for, not parsed; all other TwiML is passed over.

const ATTRIBUTES = /([A-Za-z]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const INSIDE_TAG = '((?:"[^"]*"|\'[^\']*\'|[^"\'>])*)';
const DIAL = new RegExp(`<Dial\\b${INSIDE_TAG}>(.*?)</Dial>`, 's');
const PARTY = new RegExp(`<(Number|Client|Sip)\\b${INSIDE_TAG}>(.*?)</\\1>`, 's');
const COMMENT = /<!--.*?-->/gs;

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: '\'' };

function unescape(text) {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    const code = hex ? parseInt(hex, 16) : Number(decimal);
    return name ? ENTITIES[name] ?? whole : String.fromCodePoint(code);
  });
}

const attributesOf = (text) => Object.fromEntries([...text.matchAll(ATTRIBUTES)]
  .map(([, name, double, single]) => [name, unescape(double ?? single)]));

// Returns the party that <Dial> dials, {to, callerId, attributes: those of <Number>}, or null.
function dialOf(twiml) {
  const dial = DIAL.exec(twiml.replace(COMMENT, ''));
  if (dial === null) {
    return null;
  }
  const { callerId } = attributesOf(dial[1]);
  const party = PARTY.exec(dial[2]);
  if (party === null) {
    const to = unescape(dial[2].trim());
    return to === '' || to.startsWith('<') ? null : { to, callerId, attributes: {} };
  }
  return { to: unescape(party[3].trim()), callerId, attributes: attributesOf(party[2]) };
}

module.exports = { dialOf };
