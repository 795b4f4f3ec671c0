#!/usr/bin/env -S node --test-reporter=./t/reporter.js
'use strict';

// The API as a page: all that is in the document, on any screen. Environment: BASE_URL.

const { after, before, test } = require('node:test');
const assert = require('node:assert/strict');
const { document: api, operations } = require('../openapi');
const { openPage } = require('./bed');

let page;
let complaints;
let close;

const ids = (testId) => page.getByTestId(testId).evaluateAll((all) => all.map(({ id }) => id));
const sorted = (list) => [...list].sort();

before(async () => {
  ({ page, complaints, close } = await openPage());
  await page.goto('/api/docs');
  await page.getByRole('heading', { level: 1 }).waitFor();
});

after(() => close?.());

test('every operation and every schema is there, and in the contents', async () => {
  assert.deepEqual(sorted(await ids('operation')), sorted(operations.map(({ id }) => id)));
  assert.deepEqual(sorted(await ids('schema')),
    sorted(Object.keys(api.components.schemas).map((name) => `schema-${name}`)));
  const links = await page.locator('.contents a').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
  const wanted = [...await ids('operation'), ...await ids('schema')].map((id) => `#${id}`);
  assert.deepEqual(wanted.filter((link) => !links.includes(link)), []);
});

test('no link of the page leads nowhere', async () => {
  const there = await page.locator('[id]').evaluateAll((all) => all.map(({ id }) => `#${id}`));
  const links = await page.locator('a[href^="#"]').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
  assert.deepEqual(links.filter((link) => !there.includes(link)), []);
});

test('an operation has its URL, parameters, body and answers', async () => {
  const operation = page.locator('#putCall');
  const text = await operation.innerText();
  for (const words of ['PUT', '/api/calls/{callId}', 'in the URL', 'CallPut', 'application/json', 'At most 65536 bytes',
    'call_id_taken', 'Retry-After', 'Needs an API token.']) {
    assert.ok(text.includes(words), words);
  }
  const statuses = await operation.getByTestId('answer').locator('> dt').allInnerTexts();
  const want = operations.find(({ id }) => id === 'putCall').value.responses;
  assert.deepEqual(statuses, Object.keys(want).map((status) => (status === 'default' ? 'Other' : status)));
});

test('nothing is drawn for what is not there', async () => {
  assert.doesNotMatch(await page.locator('main').innerText(), /undefined|\[object|NaN/);
});

test('an address with the name of a part shows it', async () => {
  await page.goto('/api/docs#schema-Recording');
  await page.reload();
  await page.locator('#schema-Recording').waitFor();
  const { y } = await page.locator('#schema-Recording h3').boundingBox();
  assert.ok(y >= 0 && y < page.viewportSize().height, `it is at ${y}`);
});

for (const [width, height] of [[360, 740], [800, 1000], [1600, 1000]]) {
  test(`nothing is wider than a screen of ${width}`, async () => {
    await page.setViewportSize({ width, height });
    await page.reload();
    await page.getByRole('heading', { level: 1 }).waitFor();
    assert.equal(await page.locator('html').evaluate((html) => html.scrollWidth), width);
  });
}

test('the browser, and its policy, have nothing to complain of', () => {
  assert.deepEqual(complaints, []);
});
