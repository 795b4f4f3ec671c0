'use strict';

// The recordings' sound: two flite voices in turns, one on each channel, 8 kHz 16-bit PCM.

const fs = require('node:fs');
const path = require('node:path');
const { promisify } = require('node:util');
const execFile = promisify(require('node:child_process').execFile);

const SAMPLE_RATE = 8000;
const HEADER_BYTES = 44;

// The agent is on channel 1 and has the even turns, the customer is on channel 2.
const DIALOGUES = [
  {
    name: 'support',
    voices: ['rms', 'slt'],
    turns: [
      'Good morning, Harbour Street Furniture, my name is Daniel. How can I help you?',
      'Hello. I ordered a desk two weeks ago, and it has not arrived yet.',
      'I am sorry to hear that. May I have your order number, please?',
      'Yes, it is four, seven, one, nine.',
      'Thank you. It left our warehouse yesterday. You will have it on Thursday morning.',
      'Thursday is fine. Thank you for your help. Goodbye.',
    ],
  },
  {
    name: 'sales',
    voices: ['slt', 'kal16'],
    turns: [
      'Hello, this is Anna from Northern Light Energy. Is this a good time to talk?',
      'I have a few minutes. What is it about?',
      'You asked us for an offer for green electricity. The new price is twenty two cents.',
      'And how long would I be bound to the contract?',
      'Twelve months. After that you can leave at any time, with four weeks notice.',
      'That sounds fair. Please send it to me by mail, and I will read it. Goodbye.',
    ],
  },
];

const FILES = DIALOGUES.flatMap(({ name }) => [`${name}-mono.wav`, `${name}-dual.wav`]);

function wavHeader(channels, dataBytes) {
  const size = (bytes) => Math.min(bytes, 0xffffffff);
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('RIFF', 0);
  header.writeUInt32LE(size(dataBytes + HEADER_BYTES - 8), 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(SAMPLE_RATE, 24);
  header.writeUInt32LE(SAMPLE_RATE * channels * 2, 28);
  header.writeUInt16LE(channels * 2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(size(dataBytes), 40);
  return header;
}

const secondsOf = (wav) =>
  (wav.length - HEADER_BYTES) / (wav.readUInt16LE(32) * wav.readUInt32LE(24));

async function speak(run, dir, dialogue, index) {
  const [spoken, placed] = ['spoken', 'placed'].map((kind) =>
    path.join(dir, `${dialogue.name}-${index}-${kind}.wav`));
  const party = index % 2;
  await run('flite', ['-voice', dialogue.voices[party], '-t', dialogue.turns[index],
    '-o', spoken]);
  await run('sox', ['-D', spoken, '-r', String(SAMPLE_RATE), '-b', '16', placed,
    'remix', ...(party === 0 ? ['1', '0'] : ['0', '1'])]);
  return placed;
}

// Ends on a whole second: then what the callbacks say about the duration is exact.
async function compose(run, dir, dialogue) {
  const file = (kind) => path.join(dir, `${dialogue.name}-${kind}.wav`);
  const turns = await Promise.all(dialogue.turns.map((_, index) =>
    speak(run, dir, dialogue, index)));
  await run('sox', ['-D', ...turns, file('joined')]);
  const seconds = secondsOf(fs.readFileSync(file('joined')));
  await run('sox', ['-D', file('joined'), file('dual'),
    'pad', '0', String(Math.ceil(seconds) - seconds)]);
  await run('sox', ['-D', file('dual'), file('mono'), 'remix', '1,2']);
}

async function generate(dir, target) {
  const work = fs.mkdtempSync(path.join(dir, 'audio-work-'));
  const children = [];
  const run = (program, args) => {
    const running = execFile(program, args);
    children.push(running.child);
    return running;
  };
  const clean = () => {
    children.forEach((child) => child.kill());
    fs.rmSync(work, { recursive: true, force: true });
  };
  process.once('exit', clean);
  try {
    await Promise.all(DIALOGUES.map((dialogue) => compose(run, work, dialogue)));
    fs.mkdirSync(target, { recursive: true });
    for (const file of FILES) {
      fs.renameSync(path.join(work, file), path.join(target, file));
    }
  } finally {
    clean();
    process.off('exit', clean);
  }
}

function load(target) {
  return DIALOGUES.map(({ name }) => {
    const [mono, dual] = ['mono', 'dual'].map((kind) =>
      fs.readFileSync(path.join(target, `${name}-${kind}.wav`)));
    return { name, mono, dual, seconds: Math.round(secondsOf(dual)) };
  });
}

// Gives [{name, seconds, mono, dual}], the last two WAV files in memory.
async function prepareAudio(dir) {
  const target = path.join(dir, 'audio');
  try {
    return load(target);
  } catch (error) {
    if (error.code !== 'ENOENT') {
      throw error;
    }
  }
  await generate(dir, target);
  return load(target);
}

module.exports = { HEADER_BYTES, prepareAudio, wavHeader };
