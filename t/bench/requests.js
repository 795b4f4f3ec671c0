'use strict';

// Whole requests in a file, which wrk.lua sends.

const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { encodeForm } = require('../simulator/form');
const { sign, signedUrl } = require('../simulator/signature');

const request = ({ env }, url, headers, body) => [
  `POST ${url} HTTP/1.1`, `Host: ${new URL(env.BASE_URL).host}`, `Content-Length: ${body.length}`,
  ...headers, '', body,
].join('\r\n');

// As Twilio sends a callback.
function callback(stack, url, form) {
  const { TWILIO_AUTH_TOKEN, WEBHOOK_BASE_URL } = stack.env;
  return request(stack, url, [
    'Content-Type: application/x-www-form-urlencoded; charset=UTF-8',
    `X-Twilio-Signature: ${sign(TWILIO_AUTH_TOKEN, signedUrl(WEBHOOK_BASE_URL + url), form)}`,
    `I-Twilio-Idempotency-Token: ${crypto.randomUUID()}`,
    'X-Home-Region: us1', 'Accept: */*', 'User-Agent: TwilioProxy/1.1',
  ], encodeForm(form));
}

// Writes the requests that block() makes, so many times. They are all of one size, so that wrk.lua need
// not look for their ends. Returns what it wants to know of them.
function write({ directory }, how, blocks, block) {
  const file = path.join(directory, 'requests');
  const out = fs.openSync(file, 'w');
  let size = 0;
  let count = 0;
  for (let left = blocks; left > 0; left -= 1) {
    const some = block();
    size ||= some[0].length;
    if (some.some((one) => one.length !== size)) throw new Error('requests differ in size');
    fs.writeSync(out, some.join(''));
    count += some.length;
  }
  fs.closeSync(out);
  return [file, size, count, how].map(String);
}

module.exports = { callback, request, write };
