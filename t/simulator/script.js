'use strict';

const { setTimeout: sleep } = require('node:timers/promises');

// A script is a list of answers, used up in order; the last one repeats for ever.
// An answer may say how many times it is given: {status: 404, times: 2}.

const { Refusal } = require('./http');

const isAnswer = (value) => typeof value === 'object' && value !== null;

function makeScript(answers = [{}]) {
  if (!Array.isArray(answers) || answers.length === 0 || !answers.every(isAnswer)) {
    throw new Refusal(400, 'a script is a list of at least one answer');
  }
  return { answers: answers.map(({ times = 1, ...answer }) => ({ answer, left: times })) };
}

// method: an answer may be for one only, {method: 'POST'}; others get a good one meanwhile.
function nextAnswer(script, method) {
  const [first] = script.answers;
  if (first.answer.method !== undefined && first.answer.method !== method) {
    return {};
  }
  first.left -= 1;
  if (first.left <= 0 && script.answers.length > 1) {
    script.answers.shift();
  }
  return first.answer;
}

function refuseAs(response, { status, retryAfter, message = 'Scripted' }) {
  if (retryAfter !== undefined) {
    response.setHeader('Retry-After', String(retryAfter));
  }
  throw new Refusal(status, message, 20000 + status);
}

// Answers a request as the script says: correctly, with a fault, or not at all.
async function answerAs(response, answer, sendGood) {
  await sleep(answer.delayMs || 0);
  if (answer.reset) {
    response.socket?.resetAndDestroy();
  } else if (answer.status) {
    refuseAs(response, answer);
  } else if (!answer.hang) {
    await sendGood();
  }
}

module.exports = { answerAs, makeScript, nextAnswer };
