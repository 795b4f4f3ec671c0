'use strict';

// As much of FastCGI as it takes to ask a program one thing without nginx.
// Source: the FastCGI specification, sections 3.3 and 8.

const net = require('node:net');

const BEGIN_REQUEST = 1;
const END_REQUEST = 3;
const PARAMS = 4;
const STDIN = 5;
const STDOUT = 6;
const RESPONDER = Buffer.from([0, 1, 0, 0, 0, 0, 0, 0]);
const HEADER_BYTES = 8;

function record(type, content = Buffer.alloc(0)) {
  const header = Buffer.from([1, type, 0, 1, 0, 0, 0, 0]);
  header.writeUInt16BE(content.length, 4);
  return Buffer.concat([header, content]);
}

function sized(text) {
  const length = Buffer.alloc(4);
  length.writeUInt32BE((Buffer.byteLength(text) | 0x80000000) >>> 0);
  return length;
}

const paramsOf = (params) => Buffer.concat(Object.entries(params).flatMap(([name, value]) =>
  [sized(name), sized(value), Buffer.from(name), Buffer.from(value)]));

// {status, text, whole}; whole: the program has said that this was all.
function parse(bytes) {
  const out = [];
  let whole = false;
  for (let at = 0; at + HEADER_BYTES <= bytes.length;) {
    const length = bytes.readUInt16BE(at + 4);
    const content = bytes.subarray(at + HEADER_BYTES, at + HEADER_BYTES + length);
    if (bytes[at + 1] === STDOUT) {
      out.push(content);
    }
    whole = whole || bytes[at + 1] === END_REQUEST;
    at += HEADER_BYTES + length + bytes[at + 6];
  }
  const text = Buffer.concat(out).toString();
  const status = /^Status: (\d+)/m.exec(text);
  return { status: status ? Number(status[1]) : 200, text, whole };
}

// Asks the program at a unix socket.
function ask(socket, params, body) {
  return new Promise((resolve, reject) => {
    const connection = net.connect(socket);
    const chunks = [];
    connection.on('data', (chunk) => chunks.push(chunk));
    connection.on('error', reject);
    connection.on('close', () => resolve(parse(Buffer.concat(chunks))));
    connection.write(Buffer.concat([
      record(BEGIN_REQUEST, RESPONDER), record(PARAMS, paramsOf(params)), record(PARAMS),
      record(STDIN, Buffer.from(body)), record(STDIN),
    ]));
  });
}

module.exports = { ask };
