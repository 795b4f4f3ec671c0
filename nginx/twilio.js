// Of Twilio's answer only what is named here is passed on, and a type only if it is audio's: what is
// not (an error that came with 200) nobody plays, and no browser shows.
const GOOD = ['accept-ranges', 'cache-control', 'content-disposition', 'content-length',
  'content-range', 'content-type'];

function onlyGood(r) {
  for (const name in r.headersOut) {
    if (!GOOD.includes(name.toLowerCase())) delete r.headersOut[name];
  }
  if (!/^audio\//.test(r.headersOut['Content-Type'])) {
    r.headersOut['Content-Type'] = 'application/octet-stream';
  }
}

// An error is no file, whatever the audio would have been called; and of a 401 of Twilio's nginx
// passes on what nobody here is asked for.
function asProblem(r) {
  delete r.headersOut['Content-Disposition'];
  delete r.headersOut['WWW-Authenticate'];
}

export default { asProblem, onlyGood };
