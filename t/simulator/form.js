'use strict';

// application/x-www-form-urlencoded the way Twilio's voice callbacks have it: a space is %20.

// Bytes that are no UTF-8 (a lone surrogate) would make encodeURIComponent() throw.
const wellFormed = (value) => Buffer.from(String(value ?? '')).toString();

function encode(value) {
  return encodeURIComponent(wellFormed(value))
    .replace(/[!'()*]/g, (char) => '%' + char.charCodeAt(0).toString(16).toUpperCase());
}

const encodeForm = (fields) =>
  fields.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');

const decodeForm = (text) => [...new URLSearchParams(text)];

// A list of pairs as it is; an object as pairs, an array in it as a repeated name.
function toFields(params) {
  if (Array.isArray(params)) {
    return params.map(([name, value]) => [wellFormed(name), wellFormed(value)]);
  }
  return Object.entries(params || {}).flatMap(([name, value]) =>
    [value].flat().map((one) => [wellFormed(name), wellFormed(one)]));
}

module.exports = { decodeForm, encodeForm, toFields };
