// The headers of Twilio's answer that are passed on. A media type that is not audio (an error that
// came with status 200) is replaced, so that no browser shows the body as a page.
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

// An error must not be saved as a file under the audio's name. Of a 401 from Twilio nginx keeps
// WWW-Authenticate, which would make a browser ask for Twilio's credentials.
function asProblem(r) {
  delete r.headersOut['Content-Disposition'];
  delete r.headersOut['WWW-Authenticate'];
}

export default { asProblem, onlyGood };
