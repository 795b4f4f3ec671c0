#!/usr/bin/env -S node --test-reporter=./t/reporter.js
'use strict';

// www/openapi.json by itself, and beside the sources: it is OpenAPI, its URLs are those of nginx,
// its codes those that programs and SQL functions give.

const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const test = require('node:test');
const { endpoints, locations } = require('./endpoints');
const { ajv, document, everything, operations, seen } = require('./openapi');
const { list, read, tree } = require('./repository');

test('it is OpenAPI 3.1', async () => {
  const { Validator } = await import('@seriousme/openapi-schema-validator');
  const { valid, errors } = await new Validator().validate(JSON.parse(read('www/openapi.json')));
  assert.ok(valid, JSON.stringify(errors, null, 1));
  assert.match(document.openapi, /^3\.1\./);
});

// Every object that has members says which: what is not named is not sent.
function assertClosed(schema, at) {
  if (schema === null || typeof schema !== 'object') return;
  if ([schema.type].flat().includes('object')) {
    assert.notStrictEqual(schema.additionalProperties, undefined, `${at} is open`);
    assert.ok(schema.description, `${at} has no description`);
  }
  for (const [name, value] of Object.entries(schema)) assertClosed(value, `${at}/${name}`);
}

test('its schemas can be compiled, are closed, and agree with their examples', () => {
  for (const [name, schema] of Object.entries(document.components.schemas)) {
    const validate = ajv.getSchema(`openapi.json#/components/schemas/${name}`);
    assertClosed(schema, name);
    if (schema.example !== undefined) {
      assert.ok(validate(schema.example), `${name}: ${ajv.errorsText(validate.errors)}`);
    }
  }
});

test('whatever there is for others to refer to, somebody does', () => {
  const text = JSON.stringify(document);
  for (const [kind, all] of Object.entries(document.components)) {
    for (const name of Object.keys(all).filter(() => kind !== 'securitySchemes')) {
      assert.ok(text.includes(`"#/components/${kind}/${name}"`), `${kind}/${name} is nobody's`);
    }
  }
  const schemes = new Set(operations.flatMap(({ value }) => value.security.flatMap(Object.keys)));
  assert.deepStrictEqual([...schemes].sort(), Object.keys(document.components.securitySchemes).sort());
});

test('every operation says what it does, under a name of its own', () => {
  const ids = operations.map(({ id }) => id);
  assert.strictEqual(new Set(ids).size, ids.length);
  const tags = document.tags.map(({ name }) => name);
  for (const { id, value } of operations) {
    assert.ok(value.summary && value.description, id);
    assert.ok(value.tags.length === 1 && tags.includes(value.tags[0]), id);
    assert.ok(value.responses.default, `${id} has no default`);
  }
});

// --- nginx --------------------------------------------------------------------

const apiLocations = locations.filter(({ text }) => /^\^?(\(\?s\))?\^?\/(api|healthz)/.test(text));

const patternOf = ({ exact, text }) => (exact ? new RegExp(`^${text.replaceAll('.', '\\.')}$`)
  : new RegExp(text.replace('(?s)', ''), 's'));

const UUID = '01234567-89ab-7cde-8f01-23456789abcd';
const urlOf = (template) => template.replace(/\{\w+\}/g, UUID);

test('every URL of the document is nginx\'s, and every one of nginx\'s is in it', () => {
  assert.ok(apiLocations.length >= 10, 'the locations were found');
  const urls = Object.keys(document.paths).map(urlOf);
  for (const url of urls) {
    assert.ok(apiLocations.some((one) => patternOf(one).test(url)), `${url} is no location`);
  }
  for (const one of apiLocations) {
    assert.ok(urls.some((url) => patternOf(one).test(url)), `${one.text} is not in the document`);
  }
  // What a location has in its alternatives is a URL of its own.
  for (const { text } of apiLocations) {
    for (const [, words] of text.matchAll(/\((?:\?<\w+>|\?!)?((?:\w+\|)+\w+)\)/g)) {
      for (const word of words.split('|')) {
        assert.ok(urls.some((url) => url.includes(`/${word}`)), `${word} of ${text} is in no URL`);
      }
    }
  }
});

// The operation of a program's table that serves a URL of the document with a method. Programs of
// one location are named by a word of its URLs.
function operationOf(url, programs, method) {
  const program = programs.find((name) => programs.length === 1
    || urlOf(url).endsWith(`/${name.replace('recording-', '')}`) || urlOf(url).includes(`/${name}/`));
  const hasId = url.endsWith('}');
  return endpoints.find(({ name }) => name === program)?.operations.find((one) =>
    one.methods.includes(method) && (one.url === 'ANY_URL' || (one.url === 'WITH_ID') === hasId));
}

test('the tables of the programs and the document agree on methods, parameters and bodies', () => {
  let compared = 0;
  for (const { path: url, method, parameters, value } of operations) {
    const { programs } = apiLocations.find((one) => patternOf(one).test(urlOf(url)));
    if (programs.length === 0) continue;
    const table = operationOf(url, programs, method);
    assert.ok(table, `${method} ${url} is in no program's table`);
    // Twilio may call a URL with any parameters: they are signed, and not read.
    const said = parameters.filter((one) => one.value.in === 'query' && table.who !== 'TWILIO')
      .map((one) => one.value.name);
    assert.deepStrictEqual([...table.query, ...table.ownQuery].sort(), said.sort(), `${method} ${url}`);
    assert.strictEqual(table.body !== 'NO_BODY', value.requestBody !== undefined, `${method} ${url}`);
    compared += 1;
  }
  assert.ok(compared > 20, `${compared} operations were compared`);
});

// --- Codes --------------------------------------------------------------------

// These no client of the API is told: they are recctl's and the daemons', or nginx does not let
// it come so far (body_cut_short); of others there is always a code that says more.
const TOLD_TO_NOBODY = ['account_not_found', 'body_cut_short', 'conflict', 'error', 'foreign_resource', 'gone',
  'invalid_purge', 'invalid_scope', 'invalid_window', 'lease_lost', 'number_not_found', 'organization_needed',
  'organization_not_found', 'purged', 'sid_missing', 'upstream_error', 'user_exists', 'forbidden'];

const KINDS = ['agent', 'campaign', 'contact', 'disposition'];

function codesOfSources() {
  const c = [...endpoints.map(({ name }) => `cgi-bin/${name}.c`), ...list('src/app', '.c'), ...list('src/twilio', '.c')]
    .map(read).join('\n');
  const sql = [...tree('schema/api', '.sql'), ...tree('schema/rules', '.sql')].map(read).join('\n');
  const raised = [...sql.matchAll(/raise sqlstate 'PT\d{3}' using message = (.*?)(?:,| hint|$)/gm)]
    .map(([, expression]) => expression);
  return new Set([
    ...[...c.matchAll(/request_fail\(\s*r, \w+,\s*"(\w+)"/g)].map(([, code]) => code),
    ...[...c.matchAll(/^ {4}\{ERR_\w+, +"[^"]+", +"(\w+)" *\},$/gm)].map(([, code]) => code),
    ...raised.flatMap((one) => (one.includes('kind')
      ? KINDS.map((kind) => one.replace(/\|\|/g, '').replace('kind', kind).replace(/[' ]/g, ''))
      : [/'(\w+)'/.exec(one)[1]])),
    ...[...read('nginx/problems.conf.in').matchAll(/^\t(?:\d{3}|default) (\w+);$/gm)].map(([, code]) => code),
  ]);
}

test('the codes of the sources are those of the document', () => {
  const codes = codesOfSources();
  const told = new Set(everything().map((line) => /\d{3} (\w+)$/.exec(line)?.[1]).filter(Boolean));
  assert.ok(codes.size > 60, 'they were found');
  assert.deepStrictEqual([...codes].filter((code) => !told.has(code)).sort(), TOLD_TO_NOBODY.sort());
  assert.deepStrictEqual([...told].filter((code) => !codes.has(code)), []);
});

// What a fault of a body is called, the functions of schema/rules/json decide.
test('the codes of faults are those of the document', () => {
  const codes = [...tree('schema/rules/json', '.sql').map(read).join('\n').matchAll(/(?:code := |then )'(\w+)'/g)]
    .map(([, code]) => code);
  assert.deepStrictEqual([...new Set(codes)].sort(), [...document.components.schemas.Fault.properties.code.enum].sort());
});

test('the words of enumerations are those of the schema', () => {
  const types = list('schema/migrations', '.sql').map(read).join('\n');
  const { schemas } = document.components;
  for (const [type, schema] of [['call_status', schemas.CallStatus], ['call_direction', schemas.Direction],
    ['recording_state', schemas.RecordingState], ['user_role', schemas.Session.properties.user.properties.role]]) {
    const [, words] = new RegExp(`create type data\\.${type} as enum \\(([^)]*)\\)`).exec(types);
    assert.deepStrictEqual(schema.enum, [...words.matchAll(/'([\w-]+)'/g)].map(([, word]) => word), type);
  }
  const reasons = [...read('schema/rules/recording/reason_code.sql').matchAll(/(?:then|else) '(\w+)'/g)].map(([, word]) => word);
  const [, problems] = /create type data\.media_problem as enum \(([^)]*)\)/.exec(types);
  const all = [...reasons, ...[...problems.matchAll(/'(\w+)'/g)].map(([, word]) => word)];
  assert.deepStrictEqual([...schemas.ReasonCode.enum].sort(), [...new Set(all)].sort());
});

// --- The judge itself ---------------------------------------------------------

const PROBLEM = {
  type: 'about:blank', title: 'Not Found', status: 404, code: 'agent_not_found', detail: 'Why.',
  requestId: '0'.repeat(32),
};
const AGENT = { id: UUID, key: '42', name: 'Ann Lee', phoneNumber: null };
const JSON_TYPE = { 'content-type': 'application/json' };

const json = (status, value, headers = {}) => ({
  status, headers: { 'content-type': status < 400 ? 'application/json' : 'application/problem+json', ...headers },
  body: Buffer.from(JSON.stringify(value)),
});
const get = (where, headers = {}) => ({ method: 'GET', where, headers });
const put = (body) => ({ method: 'PUT', where: '/api/agents/42', headers: JSON_TYPE, body: JSON.stringify(body) });

function judge(t, asked, answer) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'omnivox-openapi.'));
  t.after(() => fs.rmSync(dir, { recursive: true }));
  seen(path.join(dir, 'exercised'), asked, answer);
}

test('what is as the document has it is let pass', (t) => {
  judge(t, get('/api/agents/42'), json(200, AGENT));
  judge(t, get('/api/agents/42'), json(404, PROBLEM));
  judge(t, get('/api/agents/a b'), json(404, { ...PROBLEM, code: 'not_found' }));
  judge(t, put({ name: 'Ann Lee' }), json(201, AGENT));
  judge(t, { method: 'PATCH', where: '/api/agents/42', headers: {} },
    json(405, { ...PROBLEM, status: 405, code: 'method_not_allowed' }, { allow: 'GET, HEAD, PUT' }));
  judge(t, get('/style.css'), { status: 418, headers: {}, body: Buffer.alloc(0) });
});

for (const [what, asked, answer, words] of [
  ['a status that there is not', get('/api/agents/42'), json(202, AGENT), /no such URL, method or status/],
  ['a URL that there is not', get('/api/secrets'), json(200, AGENT), /no such URL, method or status/],
  ['a method that there is not', { ...put({}), method: 'POST' }, json(200, AGENT), /no such URL, method or status/],
  ['a URL that is not there after all', get('/api/agents/42'), json(404, { ...PROBLEM, code: 'not_found' }), /code must be/],
  ['a code that there is not', get('/api/agents/42'), json(404, { ...PROBLEM, code: 'campaign_not_found' }), /code must be/],
  ['a member that there is not', get('/api/agents/42'), json(200, { ...AGENT, age: 42 }), /additional properties/],
  ['a member that is missing', get('/api/agents/42'), json(200, { ...AGENT, name: undefined }), /required property 'name'/],
  ['another Content-Type', get('/api/agents/42'), json(200, AGENT, { 'content-type': 'text/html' }), /Content-Type is 'text\/html'/],
  ['a header that there is not', get('/api/agents/42'), json(200, AGENT, { 'retry-after': '1' }), /it has a header retry-after/],
  ['a header that is missing', get('/api/agents/42'), json(401, { ...PROBLEM, status: 401, code: 'not_logged_in' }),
    /it has no header WWW-Authenticate/],
  ['a parameter that there is not, and was taken', get('/api/agents?page=2'), json(200, { items: [], next: null }), /no parameter page/],
  ['a parameter out of bounds, that was taken', get('/api/agents?limit=201'), json(200, { items: [], next: null }), /limit was taken.*<= 200/],
  ['a wrong body that was taken', put({ name: 'Ann Lee', age: 42 }), json(201, AGENT), /such a body was taken/],
  ['a right body that was not', put({ name: 'Ann Lee' }), json(400, { ...PROBLEM, status: 400, code: 'invalid_body',
    errors: [{ pointer: '', code: 'missing', detail: 'Why.' }] }), /a body was refused/],
  ['other methods than are allowed', { method: 'PATCH', where: '/api/agents/42', headers: {} },
    json(405, { ...PROBLEM, status: 405, code: 'method_not_allowed' }, { allow: 'GET, HEAD' }), /its Allow/],
]) {
  test(`refused: ${what}`, (t) => {
    assert.throws(() => judge(t, asked, answer), ({ message }) => {
      assert.match(message, /^(GET|PUT|POST|PATCH) \/api\/\S+ -> \d{3}: not as www\/openapi\.json has it: /);
      assert.match(message, words);
      return true;
    });
  });
}
