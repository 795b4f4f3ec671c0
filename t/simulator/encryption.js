'use strict';

// Encrypted recordings: AES-256-GCM with its tag at the end, the key wrapped by RSA-OAEP with
// SHA-256. Source: docs/twilio.md "Encryption".

const crypto = require('node:crypto');
const { Refusal } = require('./http');

const KEY_BYTES = 32;
const IV_BYTES = 12;

// oaepHash is that of MGF1, too.
function wrap(publicKey, key) {
  const padding = crypto.constants.RSA_PKCS1_OAEP_PADDING;
  try {
    return crypto.publicEncrypt({ key: publicKey, padding, oaepHash: 'sha256' }, key);
  } catch (error) {
    throw new Refusal(400, `encryption.publicKey: ${error.message}`);
  }
}

// REST's examples have other names than the callback and the manual.
const restDetails = ({ public_key_sid: sid, encrypted_cek: key, iv }) =>
  ({ encryption_public_key_sid: sid, encryption_cek: key, encryption_iv: iv });

// asked: {publicKeySid, publicKey: PEM, wrongTag, restNames}. Gives {key, iv, wrongTag, told:
// what the callback says, shown: what REST says}, or null.
function makeEncryption(asked) {
  if (asked === undefined || asked === null) {
    return null;
  }
  const { publicKeySid, publicKey, wrongTag = false, restNames = false } = asked;
  const [key, iv] = [KEY_BYTES, IV_BYTES].map((bytes) => crypto.randomBytes(bytes));
  const told = {
    type: 'rsa-aes', public_key_sid: publicKeySid,
    encrypted_cek: wrap(publicKey, key).toString('base64'), iv: iv.toString('base64'),
  };
  return { key, iv, wrongTag, told, shown: restNames ? restDetails(told) : told };
}

function encrypt(plain, { key, iv, wrongTag }) {
  const cipher = crypto.createCipheriv('aes-256-gcm', key, iv);
  const body = [cipher.update(plain), cipher.final()];
  const tag = cipher.getAuthTag();
  tag[0] ^= wrongTag ? 1 : 0;
  return Buffer.concat([...body, tag]);
}

module.exports = { encrypt, makeEncryption };
