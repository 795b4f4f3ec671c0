'use strict';

// X-Twilio-Signature, written from https://www.twilio.com/docs/usage/security and from
// nothing else, so that it can judge another implementation.

const crypto = require('node:crypto');

const URL_PARTS = /^(https?):\/\/(?:[^@/?#]*@)?(\[[^\]]*\]|[^:/?#]+)(?::(\d+))?([^#]*)(?:#(.*))?$/i;

// Cut by hand: the WHATWG parser would rewrite what has to be sent and signed byte for byte.
function splitUrl(text) {
  const found = URL_PARTS.exec(text);
  if (!found) {
    return null;
  }
  const [, scheme, host, port, path, fragment = ''] = found;
  return { secure: /^https$/i.test(scheme), scheme, host, port, path, fragment };
}

// Voice over https signs the URL without its port, over http with it.
function signedUrl(text, keepPort = false) {
  const { secure, scheme, host, port, path } = splitUrl(text);
  const shown = port !== undefined && (!secure || keepPort) ? `:${port}` : '';
  return `${scheme}://${host}${shown}${path}`;
}

const byBytes = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b));

function stringToSign(url, fields) {
  const values = new Map();
  for (const [name, value] of fields) {
    values.set(name, (values.get(name) || new Set()).add(value));
  }
  const names = [...values.keys()].sort(byBytes);
  return url + names.map((name) =>
    [...values.get(name)].sort(byBytes).map((value) => name + value).join('')).join('');
}

const sign = (token, url, fields) =>
  crypto.createHmac('sha1', token).update(stringToSign(url, fields)).digest('base64');

module.exports = { sign, signedUrl, splitUrl };
