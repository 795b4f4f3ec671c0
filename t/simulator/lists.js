'use strict';

// Lists of the REST API: filters and paging.

const { Refusal } = require('./http');

const DEFAULT_PAGE_SIZE = 50;
const LARGEST_PAGE_SIZE = 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

function parseTime(text) {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) {
    throw new Refusal(400, `Invalid date: ${text}`, 20001);
  }
  return ms;
}

// Twilio's times have whole seconds; both bounds include the second that they name.
const wholeSeconds = (date) => Math.floor(date.getTime() / 1000) * 1000;
const isDay = (text) => /^\d{4}-\d{2}-\d{2}$/.test(text);
const lengthOf = (text) => (isDay(text) ? DAY_MS : 1000);

const TIME_TESTS = {
  '>': (ms, text) => ms >= parseTime(text),
  '<': (ms, text) => ms < parseTime(text) + lengthOf(text),
  '': (ms, text) => ms >= parseTime(text) && ms < parseTime(text) + lengthOf(text),
};

// A time that is null, as it has not come yet, matches no filter.
const isWithin = (date, test, text) => date !== null && test(wholeSeconds(date), text);

// filters: {texts: {To: (item) => text}, times: {StartTime: (item) => Date or null}}
function isWanted(item, query, { texts, times }) {
  const fits = (name, test) => !query.has(name) || test(query.get(name));
  return Object.entries(texts).every(([name, get]) => fits(name, (text) => get(item) === text)) &&
    Object.entries(times).every(([name, get]) =>
      Object.entries(TIME_TESTS).every(([suffix, test]) =>
        fits(name + suffix, (text) => isWithin(get(item), test, text))));
}

function numberOf(query, name, fallback, smallest) {
  const text = query.get(name);
  if (text === null) {
    return fallback;
  }
  if (!/^\d+$/.test(text) || Number(text) < smallest) {
    throw new Refusal(400, `Invalid ${name}: ${text}`, 20001);
  }
  return Number(text);
}

// The items after the previous page. The page token names the last item of that page, so that neither new
// nor deleted items shift the rest.
function remaining(items, query, isShown, skipped) {
  const token = query.get('PageToken');
  if (token === null) {
    return items.filter(isShown).slice(skipped);
  }
  const last = items.findIndex(({ sid }) => token === `PA${sid}`);
  if (last === -1) {
    throw new Refusal(400, 'Invalid PageToken', 20001);
  }
  return items.slice(last + 1).filter(isShown);
}

function pageUri(path, query, size, page, token) {
  const next = new URLSearchParams(query);
  ['PageSize', 'Page', 'PageToken'].forEach((name) => next.delete(name));
  next.set('PageSize', size);
  next.set('Page', page);
  if (token) {
    next.set('PageToken', token);
  }
  return `${path}?${next.toString().replace(/\+/g, '%20')}`;
}

// items: all that there are, newest first. Gives the items of this page, and the envelope.
function pageOf(items, path, query, isShown) {
  const size = Math.min(numberOf(query, 'PageSize', DEFAULT_PAGE_SIZE, 1), LARGEST_PAGE_SIZE);
  const page = numberOf(query, 'Page', 0, 0);
  const left = remaining(items, query, isShown, page * size);
  const shown = left.slice(0, size);
  return {
    items: shown,
    envelope: {
      page, page_size: size, start: page * size,
      end: page * size + Math.max(0, shown.length - 1),
      uri: pageUri(path, query, size, page, query.get('PageToken')),
      first_page_uri: pageUri(path, query, size, 0),
      next_page_uri: left.length > size
        ? pageUri(path, query, size, page + 1, `PA${shown.at(-1).sid}`) : null,
      previous_page_uri: page > 0 ? pageUri(path, query, size, page - 1) : null,
    },
  };
}

module.exports = { isWanted, pageOf };
