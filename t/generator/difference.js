'use strict';

const isObject = (value) => typeof value === 'object' && value !== null;

// The first difference between two values of JSON, in one line; null: there is none.
function difference(found, expected, where) {
  if (!isObject(found) || !isObject(expected)) {
    return found === expected ? null
      : `${where} is ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`;
  }
  for (const key of new Set([...Object.keys(expected), ...Object.keys(found)])) {
    const text = difference(found[key], expected[key], `${where}.${key}`);
    if (text !== null) return text;
  }
  return null;
}

module.exports = { difference };
