-- What strangers send while wrk measures something else: 60 KB that nobody
-- has signed.
wrk.method = 'POST'
wrk.headers['Content-Type'] = 'application/x-www-form-urlencoded'
wrk.headers['X-Twilio-Signature'] = string.rep('A', 27) .. '='
wrk.body = 'AccountSid=' .. os.getenv('TWILIO_ACCOUNT_SID') .. '&Padding=' .. string.rep('x', 60000)
