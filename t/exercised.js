'use strict';

// The last step of ./dev check: has everything that www/openapi.json has been seen by the tests? That
// each answer is in it, t/lib.js has looked. usage: node t/exercised.js FILE, as t/lib.js wrote it.

const fs = require('node:fs');
const { everything } = require('./openapi');

const noted = new Set(fs.readFileSync(process.argv[2], 'utf8').split('\n'));
const all = everything();
const unseen = all.filter((line) => !noted.has(line));

unseen.forEach((line) => console.log(`No test has met this of www/openapi.json: ${line}`));
console.log(`The tests have met ${all.length - unseen.length} of ${all.length} parts of www/openapi.json.`);
process.exitCode = unseen.length > 0 ? 1 : 0;
