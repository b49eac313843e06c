import { html } from '../layout/html.ts';

/**
 * The whole app is one page; what it shows is made by its script from the notes of the device.
 * @param isKeyless the demo's own engine listens, whose ear knows too few words to take dictation
 */
export function notesAppPage(isKeyless: boolean): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<title>Voice notes</title>
<meta name="description" content="Notes by voice and by hand, kept on your own device.">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" content="#faf8f2" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#101815" media="(prefers-color-scheme: dark)">
<link rel="manifest" href="/notes-app/manifest.webmanifest">
<link rel="icon" href="/notes-app/icon.svg" type="image/svg+xml">
<link rel="apple-touch-icon" href="/notes-app/icon-192.png">
<link rel="stylesheet" href="/notes-app/app.css">
<script src="/notes-app/app.js" type="module"></script>
</head>
<body class="notes">
<a class="skip" href="#content">Skip to the notes</a>
<header class="notes-header">
<h1><img src="/notes-app/icon.svg" alt="" width="40" height="40">Voice notes</h1>
<div class="notes-actions">
<button type="button" id="install" hidden>Install</button>
<button type="button" id="export">Export</button>
<a href="/build">For builders</a>
</div>
</header>
<p id="network" class="network" role="status"></p>
<main id="content" tabindex="-1" class="notes-main">
<section class="notes-list" aria-labelledby="list-title">
<form id="new" class="new-note">
<label for="new-text">New note</label>
<textarea id="new-text" rows="3" placeholder="Write, or ask the note-taker to write it down" required maxlength="200000"></textarea>
<button type="submit" class="primary">Keep it</button>
</form>
<div class="list-head">
<h2 id="list-title">Notes</h2>
<label class="find"><span class="visually-hidden">Find in your notes</span><input type="search" id="find" placeholder="Find" autocomplete="off"></label>
</div>
<ul id="notes"></ul>
<p id="none" class="empty" hidden></p>
</section>
<section class="notes-editor" aria-labelledby="editor-title" id="editor" hidden>
<div class="editor-head">
<a href="#" id="back">All notes</a>
<p id="saved" role="status"></p>
<button type="button" id="delete" class="danger">Delete</button>
</div>
<h2 id="editor-title" class="visually-hidden">The note</h2>
<textarea id="text" aria-labelledby="editor-title" maxlength="200000"></textarea>
<p id="dates" class="dates"></p>
</section>
</main>
<realtime-assistant relay-url="/notes-app/realtime" heading="Note-taker" launcher-label="Speak a note" persist="session">
<div slot="empty" class="assistant-welcome">
<h3>What shall I write down?</h3>
<p>Say or type “note”, and what. “Find”, and what. “Delete”, and what it is about.</p>
${isKeyless ? html`<p>This demo runs without a key, and its own ear knows few words: type to it.</p>` : null}
</div>
<button slot="suggestions" type="button">Note: water the birches on Friday</button>
<button slot="suggestions" type="button">Find birches</button>
<label slot="footer" class="dictate"><input type="checkbox" id="dictate"> Only write down what I say</label>
</realtime-assistant>
</body>
</html>
`.toString();
}
