/** The office's emblem. */
export const EMBLEM = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 44 44">
<rect width="44" height="44" rx="8" fill="#0b5c7a"/>
<path d="M8 34V20l14-10 14 10v14h-8V24H16v10z" fill="#fff"/>
<circle cx="22" cy="19" r="2.5" fill="#0b5c7a"/>
</svg>
`

/** A sketch of the plan the inquiry is about. */
export const QUARTER = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 240">
<rect width="720" height="240" fill="#dcebf2"/>
<circle cx="610" cy="60" r="26" fill="#f5c451"/>
<path d="M0 190C140 90 260 120 380 160s210-30 340-50v140H0z" fill="#a9cdb0"/>
<g fill="#fff" stroke="#2c4a57" stroke-width="3" stroke-linejoin="round">
<path d="M90 210v-80l40-30 40 30v80zM210 210V110h70v100zM330 210v-70l45-35 45 35v70zM460 210v-90h60v90z"/>
</g>
<g fill="#0b5c7a">
<path d="M118 210v-34h24v34zM230 130h12v16h-12zM250 130h12v16h-12zM230 160h12v16h-12zM250 160h12v16h-12z"/>
<path d="M362 210v-34h26v34zM474 138h12v16h-12zM496 138h12v16h-12zM474 170h12v16h-12zM496 170h12v16h-12z"/>
</g>
<g stroke="#6b4d33" stroke-width="5"><path d="M560 210v-30M610 210v-36M660 210v-28"/></g>
<g fill="#3c8453">
<circle cx="560" cy="166" r="20"/><circle cx="610" cy="158" r="24"/><circle cx="660" cy="168" r="18"/>
</g>
<path d="M0 210h720v30H0z" fill="#7d8f96"/>
<path d="M20 225h680" stroke="#fff" stroke-width="3" stroke-dasharray="24 18"/>
</svg>
`
