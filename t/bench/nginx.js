'use strict';

// What only the benchmark has nginx serve: the limits that the endpoints are compared with, and log-in
// without nginx's own limit.

const fs = require('node:fs');
const path = require('node:path');
const { spawn } = require('node:child_process');
const { run, until } = require('./run');
const { ask } = require('./stack');

const confOf = ({ state }) => path.join(state, 'nginx', 'local-bench.conf');

const socketOf = ({ base }, name) => path.join(base, 'run', `${name}.sock`);

const locations = (stack) => `
location = /bench/small {
	alias ${stack.directory}/small;
}
location /bench/media/ {
	alias ${stack.env.MEDIA_DIR}/;
	gzip off;
}
location = /bench/empty {
	include ${stack.state}/nginx/fastcgi.conf;
	fastcgi_pass unix:${socketOf(stack, 'bench-empty')};
}
location = /bench/session {
	include ${stack.state}/nginx/fastcgi.conf;
	fastcgi_pass unix:${socketOf(stack, 'session')};
}
`;

// 0: it did not answer.
const statusOf = (stack, url) => ask(stack, { url }).then(({ status }) => status, () => 0);

function reload({ state }) {
  process.kill(Number(fs.readFileSync(path.join(state, 'pids', 'nginx.pid'), 'utf8')), 'SIGHUP');
}

// Ours, whatever the stack's commit.
function startEmpty(stack) {
  fs.rmSync(socketOf(stack, 'bench-empty'), { force: true });
  return spawn('spawn-fcgi', ['-n', '-s', socketOf(stack, 'bench-empty'), '-M', '0600', '-b', '1024', '--',
    '/usr/bin/multiwatch', path.join(process.env.BUILD, 't/bench/empty')],
  { stdio: ['ignore', 'ignore', 'inherit'] });
}

// Sets stack.empty, the pid of the program that does nothing. Resolves with a function that takes it all
// away again, the files of the rows with it.
async function serve(stack) {
  fs.rmSync(stack.directory, { recursive: true, force: true }); // of a run that was killed
  fs.mkdirSync(stack.directory);
  fs.writeFileSync(path.join(stack.directory, 'small'), 'x'.repeat(1024));
  const empty = startEmpty(stack);
  stack.empty = empty.pid;
  const gone = new Promise((resolve) => { empty.on('close', resolve).on('error', resolve); });
  const end = async () => {
    fs.rmSync(confOf(stack), { force: true });
    reload(stack);
    empty.kill('SIGTERM');
    await gone;
    fs.rmSync(socketOf(stack, 'bench-empty'), { force: true });
    fs.rmSync(stack.directory, { recursive: true });
    await until(10, 'nginx without /bench', async () => await statusOf(stack, '/bench/small') === 404);
  };
  try {
    await until(10, 'the empty program', () => fs.existsSync(socketOf(stack, 'bench-empty')));
    fs.writeFileSync(confOf(stack), locations(stack));
    reload(stack);
    await until(10, 'nginx with /bench', async () => await statusOf(stack, '/bench/empty') === 204);
  } catch (error) {
    await end();
    throw error;
  }
  return end;
}

const version = () => run('sh', ['-c', '/usr/sbin/nginx -v 2>&1']);

module.exports = { serve, version };
