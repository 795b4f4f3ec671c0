'use strict';

// The operations of www/openapi.json, each with a request that it takes: for what is to be tried
// with every one of them.

const assert = require('node:assert');
const { encodeForm, env, makeCall, recordingParams, request, sid, sign, statusParams } = require('../lib');
const { operations } = require('../openapi');

const UNKNOWN = '01234567-89ab-7cde-8f01-23456789abcd';
const JSON_TYPE = 'application/json';

// What the names in URLs stand for, once prepare() has made it.
const names = {};

async function prepare() {
  const { call, recording } = await makeCall();
  const key = sid('k-');
  for (const list of ['agents', 'campaigns', 'contacts', 'dispositions']) {
    const answer = await request(`/api/${list}/${key}`, {
      method: 'PUT', as: 'token', headers: { 'content-type': JSON_TYPE }, body: '{"name": "Ann Lee"}',
    });
    assert.strictEqual(answer.status, 201, answer.text);
  }
  Object.assign(names, {
    key, callId: call.callSid, recording: recording.id, callRecord: recording.call_record_id,
  });
}

const bodyTypeOf = ({ value }) => Object.keys(value.requestBody?.content ?? {})[0];
const isCallback = (operation) => operation.id.includes('Callback');
const isFor = ({ value }, scheme) => value.security.some((one) => scheme in one);

const BODIES = {
  placeCall: () => ({ callId: sid('d-'), customerNumber: '+15005550012', agentNumber: '+15005550013' }),
  logIn: () => ({ email: env.SUPERVISOR_EMAIL, password: env.SUPERVISOR_PASSWORD }),
  putCall: () => ({}),
};

function bodyOf(operation) {
  if (isCallback(operation)) {
    return (operation.id.startsWith('status') ? statusParams : recordingParams)();
  }
  return (BODIES[operation.id] ?? (() => ({ name: 'Ann Lee' })))();
}

function pathOf(operation, values) {
  const id = operation.path.startsWith('/api/recordings') ? names.recording : names.callRecord;
  const all = { ...names, id, outgoingCallId: UNKNOWN, ...values };
  return operation.path.replace(/\{(\w+)\}/, (_, name) => encodeURIComponent(all[name]));
}

/**
 * Asks an operation for what it takes, but for what is given: values of the names in its URL, a
 * query, headers, a body (an object, or the text of it), whose request it is, who has signed it.
 */
function ask(operation, { values = {}, query = '', headers = {}, body = bodyOf(operation), token, ...more } = {}) {
  const where = pathOf(operation, values) + (query && `?${query}`);
  const type = bodyTypeOf(operation);
  const text = typeof body === 'string' ? body : type === JSON_TYPE ? JSON.stringify(body) : encodeForm(body);
  const signed = isCallback(operation)
    && { 'x-twilio-signature': sign(env.WEBHOOK_BASE_URL + where, typeof body === 'string' ? {} : body, token) };
  return request(where, {
    method: operation.method,
    as: isFor(operation, 'token') ? 'token' : isFor(operation, 'session') ? 'supervisor' : null,
    headers: { ...(type && { 'content-type': type }), ...signed, ...headers },
    ...(type && { body: text }), ...more,
  });
}

module.exports = { UNKNOWN, ask, bodyOf, bodyTypeOf, isCallback, operations, prepare };
