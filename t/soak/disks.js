'use strict';

// Disks that are full for a while. ./dev soak has small ones, where it may mount them.

const fs = require('node:fs');
const path = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');
const { env } = require('../lib');
const { STATE } = require('../e2e/processes');

const MEDIA = env.MEDIA_DIR;
const WAL = path.join(STATE, 'wal');
const AGAIN_MS = 20; // what others give back in between is taken, too
const BLOCK = Buffer.alloc(1024 * 1024, 'soak');

const areSmall = () => fs.existsSync(WAL);

async function takeAll(file) {
  try {
    for (;;) await file.write(BLOCK);
  } catch (error) {
    if (error.code !== 'ENOSPC') throw error;
  }
}

// Fills the disk of a directory. Resolves once it is full, to what makes it empty again.
async function fill(dir) {
  const name = path.join(dir, 'filler');
  const file = await fs.promises.open(name, 'w');
  let isWanted = true;
  await takeAll(file);
  const keptFull = (async () => {
    while (isWanted) {
      await takeAll(file);
      await sleep(AGAIN_MS);
    }
  })();
  return async () => {
    isWanted = false;
    await keptFull;
    await file.close();
    await fs.promises.rm(name);
  };
}

module.exports = { MEDIA, WAL, areSmall, fill };
