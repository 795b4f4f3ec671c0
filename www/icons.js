// The icons of the page, drawn on a grid of 24. Each is beside a word or a label, so they are hidden
// from screen readers.

import { html } from '/vendor/htm-preact.js';

const lines = (path) => html`
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false" fill="none"
    stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">
    <path d=${path} />
  </svg>`;

const solid = (path) => html`
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false" fill="currentColor">
    <path d=${path} />
  </svg>`;

export const playIcon = () => solid('M8 5.2v13.6c0 .8.9 1.3 1.5.8l10-6.8c.6-.4.6-1.2 0-1.6l-10-6.8'
  + 'C8.9 4 8 4.4 8 5.2z');
export const pauseIcon = () => solid('M7 5h3.5v14H7zM13.5 5H17v14h-3.5z');
export const closeIcon = () => lines('M6 6l12 12M18 6L6 18');
export const downloadIcon = () => lines('M12 4v11m-5-4.5l5 5 5-5M5 20h14');
export const listIcon = () => lines('M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01');
export const backIcon = () => lines('M4 5v5h5M4.6 10a8 8 0 1 1-.4 4.5');
export const outboundIcon = () => lines('M7 17L17 7M9 7h8v8');
export const inboundIcon = () => lines('M17 7L7 17M15 17H7V9');

/** The logo: four bars, as in the favicon. */
export const mark = () => html`
  <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false" fill="none"
    stroke-width="3" stroke-linecap="round">
    <rect class="mark-ground" width="32" height="32" rx="8" />
    <path stroke="#fff" d="M7 14v4M13 9v14M19 12v8" />
    <path stroke="#ffc46b" d="M25 14v4" />
  </svg>`;
