'use strict';

// The files of this repository, by their paths from its top.

const fs = require('node:fs');
const path = require('node:path');

const top = path.join(__dirname, '..');

const read = (file) => fs.readFileSync(path.join(top, file), 'utf8');

// Every file of a folder whose name ends so.
const list = (dir, ending) => fs.readdirSync(path.join(top, dir))
  .filter((name) => name.endsWith(ending)).map((name) => `${dir}/${name}`);

// The same, of the folders in it, too.
const tree = (dir, ending) => fs.readdirSync(path.join(top, dir), { withFileTypes: true })
  .flatMap((entry) => (entry.isDirectory() ? tree(`${dir}/${entry.name}`, ending)
    : entry.name.endsWith(ending) ? [`${dir}/${entry.name}`] : []));

module.exports = { list, read, top, tree };
