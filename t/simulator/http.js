'use strict';

// What both interfaces, Twilio's and the control API, need of HTTP.

const BODY_LIMIT_BYTES = 4 * 1024 * 1024;

// status is the answer's; code is Twilio's error code, where there is one.
class Refusal extends Error {
  constructor(status, message, code = null) {
    super(message);
    Object.assign(this, { status, code });
  }
}

function oneOf(what, value, choices) {
  if (!choices.includes(value)) {
    throw new Refusal(400, `${what}: ${value} is none of ${choices.join(', ')}`);
  }
  return value;
}

async function readBody(request) {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > BODY_LIMIT_BYTES) {
      throw new Refusal(413, 'The body is too large');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function send(response, status, contentType, text, headers = {}) {
  const body = Buffer.from(text);
  const fixed = { 'Content-Type': contentType, 'Content-Length': body.length };
  response.writeHead(status, { ...headers, ...fixed });
  response.end(body);
}

function sendJson(response, status, value) {
  send(response, status, 'application/json', JSON.stringify(value, null, 2) + '\n');
}

function sendEmpty(response, status) {
  response.writeHead(status);
  response.end();
}

// routes: [method, expression for the whole path, handler(context, ...groups)]
async function dispatch(routes, context, method, path) {
  const matching = routes
    .map(([verb, pattern, handler]) => ({ verb, handler, found: pattern.exec(path) }))
    .filter(({ found }) => found !== null);
  if (matching.length === 0) {
    throw new Refusal(404, `The requested resource ${path} was not found`, 20404);
  }
  const route = matching.find(({ verb }) => verb === method);
  if (!route) {
    throw new Refusal(405, 'Method not allowed', 20004);
  }
  await route.handler(context, ...route.found.slice(1));
}

module.exports = { Refusal, dispatch, oneOf, readBody, send, sendEmpty, sendJson };
