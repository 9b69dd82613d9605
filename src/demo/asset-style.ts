/** One style sheet for all pages; one column on a phone, two where there is room. */
export const STYLE = `:root {
  color-scheme: light;
  --ink: #1d2b31;
  --accent: #0b5c7a;
  --pale: #eef4f6;
  --line: #b9c9cf;
}
* { box-sizing: border-box; }
body {
  margin: 0;
  color: var(--ink);
  background: #fff;
  font: 1.0625rem/1.55 system-ui, "Open Sans", sans-serif;
}
a { color: var(--accent); }
:focus-visible { outline: 3px solid #c2410c; outline-offset: 2px; }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: 1rem; padding: .5rem 1rem; background: #fff; }
.band, main, footer { padding: 1rem max(1rem, calc((100% - 60rem) / 2)); }
.band {
  display: flex;
  flex-wrap: wrap;
  gap: .5rem 2rem;
  align-items: center;
  justify-content: space-between;
  border-bottom: 4px solid var(--accent);
}
.brand {
  display: flex;
  gap: .75rem;
  align-items: center;
  color: inherit;
  font-weight: 700;
  text-decoration: none;
}
.brand small { display: block; font-weight: 400; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 0; padding: 0; list-style: none; }
nav a { display: inline-block; padding: .25rem 0; }
main { padding-block: 1.5rem 2.5rem; }
h1 { margin: 0 0 1rem; font-size: clamp(1.5rem, 5vw, 2.1rem); line-height: 1.2; text-wrap: balance; }
h2 { margin: 1.5rem 0 .5rem; font-size: 1.25rem; }
.lead { font-size: 1.2rem; }
.columns { display: grid; gap: 0 2.5rem; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); }
main li { margin-bottom: .4rem; }
time { color: #4c6068; font-variant-numeric: tabular-nums; }
.news { padding: 0; list-style: none; }
.news time { display: block; font-size: .9rem; }
figure { margin: 2rem 0 0; }
img { max-width: 100%; height: auto; }
figcaption { color: #4c6068; font-size: .95rem; }
form > p { margin: 0 0 1.1rem; }
label { font-weight: 600; }
input:not([type=radio], [type=checkbox]), select, textarea {
  display: block;
  width: 100%;
  max-width: 40rem;
  margin-top: .25rem;
  padding: .55rem .7rem;
  border: 1px solid #6b7f87;
  border-radius: 4px;
  background: #fff;
  color: inherit;
  font: inherit;
}
fieldset { max-width: 40rem; margin: 0 0 1.1rem; border: 1px solid var(--line); border-radius: 4px; }
legend { font-weight: 600; }
.choice { display: block; padding: .3rem 0; font-weight: 400; }
.choice input { width: 1.15rem; height: 1.15rem; margin-right: .4rem; vertical-align: -.15rem; }
button {
  padding: .65rem 1.4rem;
  border: 0;
  border-radius: 4px;
  background: var(--accent);
  color: #fff;
  font: inherit;
  font-weight: 600;
  cursor: pointer;
}
.search { display: grid; grid-template-columns: 1fr auto; gap: .25rem .5rem; max-width: 40rem; }
.search label { grid-column: 1 / -1; }
.search input { margin: 0; }
.notice { padding: .75rem 1rem; border-left: 5px solid #b42318; background: #fdf0ee; }
.file { padding: .75rem 1rem; border-left: 5px solid var(--accent); background: var(--pale); }
dt { font-weight: 600; }
dd { margin: 0 0 .4rem; overflow-wrap: anywhere; }
code { font: .92em ui-monospace, monospace; overflow-wrap: anywhere; }
table { width: 100%; margin-bottom: 1rem; border-collapse: collapse; table-layout: fixed; }
caption { padding: .25rem 0; font-weight: 600; text-align: left; }
th, td { padding: .35rem .5rem; border-top: 1px solid var(--line); text-align: left; vertical-align: top; }
th { width: 40%; font-weight: 600; }
th, td { overflow-wrap: anywhere; }
main td { white-space: pre-wrap; }
footer { background: var(--pale); font-size: .9rem; }
.received h2 { margin-top: .5rem; font-size: 1.1rem; }
.imprint { color: #4c6068; }
`
