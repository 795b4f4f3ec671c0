// The API as a page: /api/openapi.json, drawn for people.

import { html, render } from '/vendor/htm-preact.js';
import { mark } from '/icons.js';
import { each, operationsOf, resolve } from '/openapi.js';

const slug = (text) => text.toLowerCase().replaceAll(' ', '-');
const code = (text) => html`<code>${text}</code>`;
const json = (value) => code(JSON.stringify(value));

// --- Schemas ------------------------------------------------------------------

const between = (list, words) => list.flatMap((one, i) => (i === 0 ? [one] : [words, one]));

const refName = ($ref) => $ref.split('/').pop();

const LIMITS = [
  ['minimum', (n) => `from ${n}`], ['maximum', (n) => `to ${n}`],
  ['minLength', (n) => `at least ${n} characters`], ['maxLength', (n) => `at most ${n} characters`],
  ['minItems', (n) => `at least ${n}`], ['maxItems', (n) => `at most ${n}`],
  ['pattern', (text) => html`like ${code(text)}`], ['default', (value) => html`${json(value)} if not given`],
];

const NAMES = { object: 'object', array: 'list', null: 'null', string: 'text', boolean: 'true or false' };

function typeName(type, schema) {
  if (type === 'array' && schema.items)
    return html`list of ${kindOf(schema.items)}`;
  return type === 'string' && schema.format ? schema.format : NAMES[type] ?? type;
}

/** The type and limits of a value, in words; a named schema is a link. */
function kindOf(schema) {
  if (schema.$ref)
    return html`<a href=${`#schema-${refName(schema.$ref)}`}>${refName(schema.$ref)}</a>`;
  if (schema.anyOf && !schema.type)
    return between(schema.anyOf.map(kindOf), ' or ');
  if ('const' in schema)
    return json(schema.const);
  if (schema.enum)
    return html`one of ${between(schema.enum.map((value) => json(value)), ', ')}`;
  const limits = LIMITS.filter(([name]) => name in schema).map(([name, words]) => words(schema[name]));
  const types = between([schema.type].flat().map((type) => typeName(type, schema)), ' or ');
  return html`${types}${limits.map((one) => html`, ${one}`)}`;
}

/** The members of an object, or of the objects in a list. */
function Members({ schema }) {
  const { properties, required = [] } = schema.items ?? schema;
  if (!properties)
    return null;
  return html`<dl class="members">${each(properties).map(([name, member]) => html`
    <div>
      <dt>${code(name)} <span class="kind">${kindOf(member)}</span>
        ${required.includes(name) ? null : html` <span class="optional">optional</span>`}</dt>
      <dd>${member.description}<${Members} schema=${member} /></dd>
    </div>`)}</dl>`;
}

const Example = ({ value }) => value === undefined ? null : html`
  <pre tabindex="0">${typeof value === 'string' ? value : JSON.stringify(value, null, 2)}</pre>`;

const Schema = ({ name, schema }) => html`
  <article class="card" id=${`schema-${name}`} data-testid="schema">
    <h3>${name}</h3>
    <p>${schema.description}</p>
    ${schema.properties ? null : html`<p class="kind">${kindOf(schema)}</p>`}
    <${Members} schema=${schema} />
    <${Example} value=${schema.example} />
  </article>`;

// --- Operations ---------------------------------------------------------------

const WHERE = { path: 'in the URL', query: 'query', header: 'header' };

const Parameters = ({ list }) => list.length === 0 ? null : html`
  <h4>Parameters</h4>
  <dl class="members">${list.map(({ name, in: where, required, description, schema, example }) => html`
    <div>
      <dt>${code(name)} <span class="kind">${WHERE[where]}: ${kindOf(schema)}</span>
        ${required ? null : html` <span class="optional">optional</span>`}</dt>
      <dd>${description}${example === undefined ? null : html` As in ${code(example)}.`}</dd>
    </div>`)}</dl>`;

const contents = (content = {}) => between(each(content).map(([type, { schema }]) =>
  html`${code(type)}${schema?.$ref && !schema.properties ? html`: ${kindOf(schema)}` : null}`), ', ');

const Body = ({ api, body }) => {
  if (!body)
    return null;
  const [[, { schema }]] = each(body.content);
  return html`
    <h4>Body</h4>
    <p>${contents(body.content)}. ${body.description}</p>
    <${Example} value=${resolve(api, schema).example} />`;
};

/** The codes of a problem, each with its status if the answer has several statuses. */
const codesOf = ({ content = {} }) => {
  const { oneOf, properties } = content['application/problem+json']?.schema ?? {};
  return (oneOf?.map((one) => one.properties) ?? [properties]).filter(Boolean)
    .flatMap(({ status, code: { const: only, enum: several = [only] } }) =>
      several.map((word) => (status ? `${status.const} ${word}` : word)));
};

const Answer = ({ api, status, answer }) => html`
  <div class=${`answer is-${status[0]}`} data-testid="answer">
    <dt>${status === 'default' ? 'Other' : status}</dt>
    <dd>
      <p>${answer.description}</p>
      ${answer.content && html`<p class="kind">${contents(answer.content)}</p>`}
      ${codesOf(answer).length > 0 && html`
        <p class="codes">${codesOf(answer).map((word) => html`${code(word)} `)}</p>`}
      ${answer.headers && html`<dl class="members">${each(answer.headers).map(([name, header]) => html`
        <div><dt>${code(name)}</dt><dd>${resolve(api, header).description}</dd></div>`)}</dl>`}
    </dd>
  </div>`;

const SCHEMES = { session: 'a session', token: 'an API token', twilioSignature: 'Twilio’s signature' };

const needs = (security) => (security.length === 0 ? 'Anybody.'
  : `Needs ${security.flatMap(Object.keys).map((name) => SCHEMES[name] ?? name).join(' or ')}.`);

const Operation = ({ api, operation }) => html`
  <article class="card" id=${operation.operationId} data-testid="operation">
    <h3>${operation.summary}</h3>
    <p class="request"><span class=${`method ${operation.method}`}>${operation.method.toUpperCase()}</span>
      ${' '}${code(operation.path)}</p>
    <p>${operation.description} <span class="sub">${needs(operation.security)}</span></p>
    <${Parameters} list=${operation.parameters} />
    <${Body} api=${api} body=${operation.requestBody} />
    <h4>Answers</h4>
    <dl class="answers">${each(operation.responses).map(([status, answer]) => html`
      <${Answer} api=${api} status=${status} answer=${resolve(api, answer)} />`)}</dl>
  </article>`;

// --- The page -----------------------------------------------------------------

const Contents = ({ api, operations }) => html`
  <nav class="contents" aria-label="Contents">
    <details open=${matchMedia('(min-width: 60.01rem)').matches}>
      <summary>Contents</summary>
      ${api.tags.map(({ name }) => html`
        <p><a href=${`#${slug(name)}`}>${name}</a></p>
        <ul>${operations.filter(({ tags }) => tags.includes(name)).map((one) => html`
          <li><a href=${`#${one.operationId}`}>${one.summary}</a></li>`)}</ul>`)}
      <p><a href="#schemas">Schemas</a></p>
      <ul>${Object.keys(api.components.schemas).map((name) => html`
        <li><a href=${`#schema-${name}`}>${name}</a></li>`)}</ul>
    </details>
  </nav>`;

const Credentials = ({ schemes }) => html`
  <dl class="members credentials">${each(schemes).map(([name, { description }]) => html`
    <div><dt>${SCHEMES[name] ?? name}</dt><dd>${description}</dd></div>`)}</dl>`;

function Page({ api }) {
  const operations = operationsOf(api);
  return html`
    <header class="top">
      <a class="brand" href="/">${mark()}<span>Omnivox</span></a>
      <nav class="tabs" aria-label="Sections">
        <a href="/">Call Records</a>
        <a href="/api/docs" aria-current="page">API</a>
      </nav>
    </header>
    <div class="docs">
      <${Contents} api=${api} operations=${operations} />
      <main>
        <h1>API</h1>
        <p>${api.info.summary} ${api.info.description}</p>
        <p>For programs: <a href="/api/openapi.json">/api/openapi.json</a>.</p>
        <${Credentials} schemes=${api.components.securitySchemes} />
        ${api.tags.map(({ name, description }) => html`
          <section id=${slug(name)}>
            <h2>${name}</h2>
            <p class="sub">${description}</p>
            ${operations.filter(({ tags }) => tags.includes(name)).map((operation) => html`
              <${Operation} api=${api} operation=${operation} />`)}
          </section>`)}
        <section id="schemas">
          <h2>Schemas</h2>
          ${each(api.components.schemas).map(([name, schema]) => html`
            <${Schema} name=${name} schema=${schema} />`)}
        </section>
      </main>
    </div>`;
}

const app = document.getElementById('app');
try {
  const answer = await fetch('/api/openapi.json');
  if (!answer.ok)
    throw new Error(`The server answered ${answer.status}.`);
  render(html`<${Page} api=${await answer.json()} />`, app);
  // When the browser looked for the address's #part, the page was not rendered yet.
  document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
} catch (error) {
  render(html`<p class="notice" role="alert">The document cannot be read. ${error.message}</p>`, app);
}
