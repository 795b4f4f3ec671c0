'use strict';

// What the processes of a stack cost: processor time and memory.

const fs = require('node:fs');
const path = require('node:path');
const { pause } = require('./run');

const TICK_US = 10000; // of /proc/PID/stat, on every Linux
const NO_PART = ['simulator', 'logrotate'];

// All processes of the machine, by pid: {parent, us}. us: what it used, and its children that have ended.
function all() {
  const found = new Map();
  for (const pid of fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = fs.readFileSync(`/proc/${pid}/stat`, 'latin1');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const ticks = fields.slice(11, 15).reduce((sum, one) => sum + Number(one), 0);
      found.set(Number(pid), { parent: Number(fields[1]), us: ticks * TICK_US });
    } catch {
      // It has ended meanwhile.
    }
  }
  return found;
}

// The pids among them that come from one of these.
function tree(processes, roots) {
  const pids = new Set(roots.filter((pid) => processes.has(pid)));
  const isNew = ([pid, { parent }]) => pids.has(parent) && !pids.has(pid);
  for (let more = [...pids]; more.length > 0;) {
    more = [...processes].filter(isNew).map(([pid]) => pid);
    for (const pid of more) pids.add(pid);
  }
  return [...pids];
}

// Whatever ./dev has started is a program of ours, but for these. empty: see nginx.js.
function partOf(name) {
  if (NO_PART.includes(name)) return null;
  return ['postgres', 'nginx'].includes(name) ? name : 'programs';
}

// of(pids, processes), for each part of the stack.
function forParts({ state, empty }, of) {
  const processes = all();
  const directory = path.join(state, 'pids');
  const roots = { programs: empty ? [empty] : [], postgres: [], nginx: [] };
  for (const file of fs.readdirSync(directory).filter((name) => /^[^.].*\.pid$/.test(name))) {
    roots[partOf(path.basename(file, '.pid'))]?.push(
      Number(fs.readFileSync(path.join(directory, file), 'utf8')));
  }
  return Object.fromEntries(Object.entries(roots)
    .map(([part, pids]) => [part, of(tree(processes, pids), processes)]));
}

const used = (stack) => forParts(stack, (pids, processes) =>
  pids.reduce((sum, pid) => sum + processes.get(pid).us, 0));

// Begins to measure; call what it returns for the microseconds of each part since then.
function meter(stack) {
  const before = used(stack);
  return () => Object.fromEntries(Object.entries(used(stack))
    .map(([part, us]) => [part, us - before[part]]));
}

// Waits until the programs have nothing to do: wrk ends without waiting for the last answers.
async function idle(stack) {
  for (let spent = null; spent === null || spent().programs > TICK_US;) {
    spent = meter(stack);
    await pause(0.2);
  }
}

function pssKiB(pid) {
  try {
    return Number(/^Pss: +(\d+) kB$/m.exec(fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1'))[1]);
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes(error.code)) return 0; // it has ended meanwhile
    throw error;
  }
}

// MiB of each part; what several processes share counts once (PSS).
const memory = (stack) => forParts({ ...stack, empty: undefined }, (pids) =>
  pids.reduce((sum, pid) => sum + pssKiB(pid), 0) / 1024);

module.exports = { idle, memory, meter };
