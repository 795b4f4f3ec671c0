'use strict';

// Sends one webhook: signed, with Twilio's headers, limits and retries.
// Source: docs/twilio.md "Retries and timeouts".

const crypto = require('node:crypto');
const http = require('node:http');
const https = require('node:https');
const { encodeForm } = require('./form');
const { sign, signedUrl, splitUrl } = require('./signature');

const FORM_TYPE = 'application/x-www-form-urlencoded; charset=UTF-8';
const KEPT_BODY_BYTES = 64 * 1024;

// name: [smallest, largest, default]; times in ms
const OVERRIDES = {
  rc: [0, 5, 1],
  ct: [100, 10000, 5000],
  rt: [100, 15000, 15000],
  tt: [100, 15000, 15000],
};

function overridesOf(fragment) {
  const given = new URLSearchParams(fragment);
  const limits = { rp: (given.get('rp') || 'ct').split(',') };
  for (const [name, [smallest, largest, fallback]] of Object.entries(OVERRIDES)) {
    const value = Number(given.get(name) ?? NaN);
    limits[name] = value >= smallest && value <= largest ? value : fallback;
  }
  return limits;
}

function failureOf(result) {
  return result.failure || (result.status >= 400 ? `${Math.floor(result.status / 100)}xx` : null);
}

// In no policy, nor in 'all': Twilio gives up once a part of an answer came.
const FINAL_FAILURES = new Set([null, 'partial', 'url']);

function isRetried(result, policy) {
  const failure = failureOf(result);
  return !FINAL_FAILURES.has(failure) && (policy.includes('all') || policy.includes(failure));
}

function collect(answer, resolve) {
  const chunks = [];
  let bytes = 0;
  const body = () => Buffer.concat(chunks).toString();
  answer.on('data', (chunk) => {
    bytes += chunk.length;
    if (bytes <= KEPT_BODY_BYTES) {
      chunks.push(chunk);
    }
  });
  answer.on('end', () => resolve({
    status: answer.statusCode, headers: answer.headers, body: body(),
  }));
  answer.on('error', (error) => resolve({ failure: 'partial', error: error.message }));
}

// One connection, one request. Resolves always: {status, headers, body} or {failure, error}.
function attempt(request, limits, deadline) {
  return new Promise((resolve) => {
    let phase = 'ct';
    let timer;
    const finish = (result) => {
      clearTimeout(timer);
      resolve(result);
    };
    const outgoing = (request.secure ? https : http).request(request.options, (answer) => {
      phase = 'partial';
      collect(answer, finish);
    });
    const limit = (ms, sentence) => {
      clearTimeout(timer);
      timer = setTimeout(() => outgoing.destroy(new Error(sentence)),
        Math.max(0, Math.min(ms, deadline - Date.now())));
    };
    limit(limits.ct, 'connect timeout');
    outgoing.on('socket', (socket) => {
      socket.once(request.secure ? 'secureConnect' : 'connect', () => {
        phase = 'rt';
        limit(limits.rt, 'read timeout');
      });
    });
    outgoing.on('error', (error) => finish({ failure: phase, error: error.message }));
    outgoing.end(request.body);
  });
}

function headersFor(webhook, signature, body) {
  const headers = {};
  if (body !== undefined) {
    headers['Content-Type'] = webhook.contentType || FORM_TYPE;
    headers['Content-Length'] = Buffer.byteLength(body);
  }
  if (signature !== null) {
    headers['X-Twilio-Signature'] = signature;
  }
  return {
    ...headers,
    'I-Twilio-Idempotency-Token': crypto.randomUUID(),
    'X-Home-Region': 'us1',
    Accept: '*/*',
    'User-Agent': 'TwilioProxy/1.1',
    ...webhook.headers,
  };
}

// On GET all is in the query, which is signed as a part of the URL.
function withQuery(url, fields) {
  const [address, fragment] = url.split('#', 2);
  if (fields.length === 0) {
    return url;
  }
  const query = (address.includes('?') ? '&' : '?') + encodeForm(fields);
  return address + query + (fragment === undefined ? '' : `#${fragment}`);
}

function requestFor(webhook, ca) {
  const { fields, method = 'POST' } = webhook;
  const isGet = method === 'GET';
  const url = isGet ? withQuery(webhook.url, fields) : webhook.url;
  const parts = splitUrl(url);
  const body = webhook.body ?? (isGet ? undefined : encodeForm(fields));
  const signature = webhook.signature !== undefined ? webhook.signature
    : sign(webhook.token, signedUrl(url, webhook.keepPort), isGet ? [] : fields);
  const options = {
    method, ca, agent: false,
    host: parts.host.replace(/^\[|\]$/g, ''),
    port: parts.port,
    path: parts.path.startsWith('/') ? parts.path : `/${parts.path}`,
    headers: headersFor(webhook, signature, body),
  };
  return { secure: parts.secure, options, body, fragment: parts.fragment };
}

// Node refuses some requests before it connects, such as a path with a space in it.
const notSendable = (error) => ({ failure: 'url', error: error.message });

// webhook: {url, fields, token} and optionally method, keepPort, and for hostile input
// signature (null: none), body, contentType, headers, once (no retry).
// Resolves always: {attempts} with {status, headers, body} or {failure, error}.
async function deliver(webhook, ca) {
  if (splitUrl(webhook.url) === null) {
    return { attempts: 0, failure: 'url', error: 'not an http(s) URL' };
  }
  const request = requestFor(webhook, ca);
  const limits = overridesOf(request.fragment);
  const deadline = Date.now() + limits.tt;
  const most = webhook.once ? 1 : 1 + limits.rc;
  let attempts = 0;
  let result;
  do {
    result = await attempt(request, limits, deadline).catch(notSendable);
    attempts += 1;
  } while (attempts < most && isRetried(result, limits.rp) && Date.now() < deadline);
  return { attempts, ...result };
}

module.exports = { deliver };
