'use strict';

// Checks requests and responses against www/openapi.json. t/lib.js passes every exchange to seen(),
// which notes the parts of the document that it exercised; t/exercised.js compares them with
// everything().

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const Ajv = require('ajv/dist/2020').default;
const addFormats = require('ajv-formats').default;

const document = JSON.parse(fs.readFileSync(path.join(__dirname, '../www/openapi.json'), 'utf8'));

// Strict: a keyword that is misspelt in the document is an error.
const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false, allErrors: true });
addFormats(ajv);
// These keywords of OpenAPI do not constrain a value.
ajv.addVocabulary([...Object.keys(document), 'example']);
ajv.addSchema(document, 'openapi.json');

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
const token = (text) => String(text).replaceAll('~', '~0').replaceAll('/', '~1');

// A part of the document and its path, {value, at}: the part that the steps lead to. Follows a $ref that
// stands alone; a schema's $ref may have siblings, and ajv follows that itself.
function part(from, ...steps) {
  let { value, at } = from;
  for (const step of steps) {
    value = value?.[step];
    at = `${at}/${token(step)}`;
    if (value?.$ref !== undefined && step !== 'schema') {
      at = value.$ref;
      value = at.slice(2).split('/').reduce((object, name) =>
        object[name.replaceAll('~1', '/').replaceAll('~0', '~')], document);
    }
  }
  return { value, at };
}

const root = { value: document, at: '#' };
const each = (from) => Object.keys(from.value ?? {}).map((name) => ({ name, ...part(from, name) }));

// The fault of a value, in words; null: it is valid.
function faultOf(schema, value) {
  const validate = ajv.getSchema(`openapi.json${schema.at}`);
  return validate(value) ? null : ajv.errorsText(validate.errors, { dataVar: 'it' });
}

function checkValue(what, schema, value) {
  const fault = faultOf(schema, value);
  assert.ok(fault === null, `${what}: ${fault}`);
}

// --- Operations ---------------------------------------------------------------

const parametersOf = (pathItem, operation) => [pathItem, operation].flatMap((from) =>
  each(part(from, 'parameters')));

const operations = each(part(root, 'paths')).flatMap((pathItem) => METHODS
  .filter((method) => pathItem.value[method]).map((method) => {
    const operation = part(pathItem, method);
    return {
      ...operation, method: method.toUpperCase(), path: pathItem.name, id: operation.value.operationId,
      parameters: parametersOf(pathItem, operation),
    };
  }));

// Matches as nginx does: a parameter in the middle of a path is one segment, one at the end is the rest.
const patternOf = (template) => new RegExp(`^${template
  .replace(/[.]/g, '\\.').replace(/\{\w+\}$/, '(.*)').replace(/\{\w+\}/g, '([^/]*)')}$`, 's');

// The most specific ones first, as 'recording-callback' is not a callId.
const templates = Object.keys(document.paths).sort((a, b) =>
  b.replace(/\{.*/, '').length - a.replace(/\{.*/, '').length || b.length - a.length);

const decode = (text) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return null; // not UTF-8: no URL of ours
  }
};

// {template, values}: the template of a path, and the values of its parameters; null: no such URL.
function find(pathname) {
  for (const template of templates) {
    const match = patternOf(template).exec(pathname);
    if (match) {
      const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const values = names.map((name, i) => [name, decode(match[i + 1])]);
      return { template, values: Object.fromEntries(values) };
    }
  }
  return null;
}

// --- One exchange -------------------------------------------------------------

const asNumber = (text) => (/^-?\d+$/.test(text) ? Number(text) : text);
const typed = (schema, text) => (schema.value.type === 'integer' ? asNumber(text) : text);

// The value of a parameter in a query; for a parameter that is an object, the fields that are no other
// parameter. undefined: the query does not have it.
function queried(operation, query, { name, schema }) {
  if (schema.type !== 'object') return query.get(name) ?? undefined;
  const named = operation.parameters.map(({ value }) => value.name);
  const others = [...query].filter(([key]) => !named.includes(key));
  return others.length > 0 ? Object.fromEntries(others) : undefined;
}

// The parameters that a request has: [{parameter, value}].
function given(operation, { query, headers, values }) {
  const sent = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const lookUp = {
    path: ({ name }) => values[name],
    header: ({ name }) => sent.get(name.toLowerCase()),
    query: (parameter) => queried(operation, query, parameter),
  };
  return operation.parameters
    .map((parameter) => ({ parameter, value: lookUp[parameter.value.in](parameter.value) }))
    .filter(({ value }) => value !== undefined);
}

function checkParameters(operation, asked, parameters) {
  const names = operation.parameters.filter(({ value }) => value.in === 'query');
  for (const key of asked.query.keys()) {
    assert.ok(names.some(({ value }) => value.name === key || value.schema.type === 'object'),
      `there is no parameter ${key}, but it was taken`);
  }
  for (const { parameter, value } of parameters) {
    const schema = part(parameter, 'schema');
    checkValue(`parameter ${parameter.value.name} was taken`, schema, typed(schema, value));
  }
}

// The fields of a form; a repeated field is a list.
function fieldsOf(body) {
  const form = new URLSearchParams(String(body));
  return Object.fromEntries([...form.keys()].map((key) =>
    [key, form.getAll(key).length > 1 ? form.getAll(key) : form.get(key)]));
}

const typeOf = (headers) => (headers['content-type'] ?? '').split(';', 1)[0].trim().toLowerCase();

// The fault of a request's body; null: it is valid.
function bodyFault(operation, body) {
  const [type] = each(part(operation, 'requestBody', 'content'));
  if (type === undefined) return null;
  const value = type.name === 'application/json' ? JSON.parse(String(body)) : fieldsOf(body);
  return faultOf(part(type, 'schema'), value);
}

// The headers that the document has; nginx adds others, which are not checked.
const known = new Set(Object.keys(document.components.headers).map((name) => name.toLowerCase()));

function checkHeaders(response, headers) {
  const told = each(part(response, 'headers'));
  for (const name of Object.keys(headers).filter((one) => known.has(one))) {
    assert.ok(told.some((one) => one.name.toLowerCase() === name), `it has a header ${name}`);
  }
  for (const header of told) {
    const value = [headers[header.name.toLowerCase()]].flat()[0];
    assert.ok(value !== undefined || !header.value.required, `it has no header ${header.name}`);
    const schema = part(header, 'schema');
    if (value !== undefined) checkValue(`header ${header.name}`, schema, typed(schema, value));
  }
}

function checkBody(response, { headers, body }) {
  const contents = each(part(response, 'content'));
  const type = typeOf(headers);
  if (contents.length === 0) {
    assert.strictEqual(body.length, 0, `it has a body: ${body}`);
    return;
  }
  const content = contents.find(({ name }) =>
    name === type || (name.endsWith('/*') && type.startsWith(name.slice(0, -1))));
  assert.ok(content, `its Content-Type is '${type}'`);
  const schema = part(content, 'schema');
  if (schema.value === undefined) return;
  checkValue('the answer', schema, /json$/.test(type) ? JSON.parse(String(body)) : String(body));
}

function checkAnswer(response, answer, method) {
  checkHeaders(response, answer.headers);
  if (method !== 'HEAD') checkBody(response, answer);
}

const codeOf = ({ headers, body }) =>
  (typeOf(headers) === 'application/problem+json' && body.length > 0 ? JSON.parse(String(body)).code : undefined);

const other = part(root, 'components', 'responses', 'Other');

// The codes that the schema of a response allows; null: it is not the schema of a problem.
function codesOf(response) {
  const schema = part(response, 'content', 'application/problem+json', 'schema').value;
  if (schema === undefined) return null;
  return (schema.oneOf ?? [schema]).map(({ properties }) => ({
    status: properties.status?.const, codes: properties.code.enum ?? [properties.code.const],
  }));
}

const otherStatuses = codesOf(other).map(({ status }) => status);

function checkOther(answer, method) {
  assert.ok(otherStatuses.includes(answer.status), 'there is no such URL, method or status');
  checkAnswer(other, answer, method);
}

// The methods that a 405 allows must be those of the document.
function checkAllowed(template, { status, headers }) {
  if (status !== 405 || headers.allow === undefined) return;
  const have = operations.filter(({ path: one }) => one === template).map(({ method }) => method);
  const want = have.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
  assert.deepStrictEqual(headers.allow.split(', ').sort(), want.sort(), 'its Allow is not that of the document');
}

// Is it an answer of nginx, and not of an operation?
function isOther(found, operation, { status, headers, body }) {
  if (found === null || operation === undefined) return true;
  return status === 404 && codeOf({ headers, body }) === 'not_found' && operation.parameters.some((one) =>
    one.value.in === 'path' && faultOf(part(one, 'schema'), found.values[one.value.name]) !== null);
}

function check(asked, answer) {
  const found = find(asked.pathname);
  const method = asked.method === 'HEAD' ? 'GET' : asked.method;
  const operation = operations.find((one) => one.path === found?.template && one.method === method);
  const code = asked.method === 'HEAD' ? undefined : codeOf(answer);
  if (isOther(found, operation, answer)) {
    checkOther(answer, asked.method);
    if (found) checkAllowed(found.template, answer);
    return [`other ${answer.status} ${code}`];
  }
  const declared = part(operation, 'responses', String(answer.status));
  if (declared.value === undefined) {
    checkOther(answer, asked.method);
    return [`other ${answer.status} ${code}`];
  }
  const parameters = given(operation, { ...asked, values: found.values });
  checkAnswer(declared, answer, asked.method);
  if (answer.status < 300) {
    checkParameters(operation, asked, parameters);
    const fault = bodyFault(operation, asked.body);
    assert.ok(fault === null, `such a body was taken: ${fault}`);
  }
  if (code === 'invalid_body') {
    assert.ok(bodyFault(operation, asked.body) !== null, 'a body was refused that it takes');
  }
  if (asked.method === 'HEAD') return [];
  return [`${operation.id} ${answer.status}${code === undefined ? '' : ` ${code}`}`,
    ...(answer.status < 400 ? parameters : []).map(({ parameter }) => `${operation.id} parameter ${parameter.value.name}`)];
}

// --- What was seen ------------------------------------------------------------

const noted = new Set();

// Appends the lines in one write, as several processes append to the file.
function note(file, lines) {
  const fresh = lines.filter((line) => !noted.has(line));
  fresh.forEach((line) => noted.add(line));
  if (fresh.length > 0) fs.appendFileSync(file, fresh.map((line) => `${line}\n`).join(''));
}

/**
 * Checks one exchange against the document, and notes in the file which parts of the document it
 * exercised. asked: method, where (path and query), headers, body; answer: status, headers, body. Ignores
 * URLs outside the API.
 */
function seen(file, asked, answer) {
  const [pathname, ...query] = asked.where.split('?');
  if (!pathname.startsWith('/api/') && pathname !== '/healthz') return;
  const request = { ...asked, pathname, query: new URLSearchParams(query.join('?')) };
  let lines;
  try {
    lines = check(request, answer);
  } catch (error) {
    throw new Error(`${asked.method} ${asked.where} -> ${answer.status}: not as www/openapi.json has it: ` +
      `${error.message}\n${String(answer.body).slice(0, 1000)}`, { cause: error });
  }
  note(file, lines);
}

// The errors that an operation names: [{status, code}].
const refusalsOf = (operation) => each(part(operation, 'responses')).filter(({ name }) => name !== 'default')
  .flatMap((response) => (codesOf(response) ?? []).flatMap(({ codes }) =>
    codes.map((code) => ({ status: Number(response.name), code }))));

// A line for each part of the document, as seen() notes them.
const everything = () => [...operations.flatMap((operation) => [
  ...operation.parameters.map(({ value }) => `${operation.id} parameter ${value.name}`),
  ...each(part(operation, 'responses')).filter((response) => response.name !== 'default' && !codesOf(response))
    .map(({ name }) => `${operation.id} ${name}`),
  ...refusalsOf(operation).map(({ status, code }) => `${operation.id} ${status} ${code}`),
]), ...codesOf(other).flatMap(({ status, codes }) => codes.map((code) => `other ${status} ${code}`))];

module.exports = { ajv, document, everything, note, operations, refusalsOf, seen };
