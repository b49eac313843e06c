/** The app's sign: a note, and a voice on it. Kept within the circle that systems may cut out of it. */
export const appIcon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512">
<path fill="#1f5c46" d="M0 0h512v512H0Z"/>
<path fill="#f4efe2" d="M150 116h158l60 60v220a22 22 0 0 1-22 22H150a22 22 0 0 1-22-22V138a22 22 0 0 1 22-22Z"/>
<path fill="#c9ddd0" d="M308 116v38a22 22 0 0 0 22 22h38Z"/>
<g fill="none" stroke="#1f5c46" stroke-width="22" stroke-linecap="round">
<path d="M176 276v16M217 244v80M258 214v140M299 252v64M330 276v16"/>
</g>
</svg>
`;

/** As installed, see https://www.w3.org/TR/appmanifest/. */
export const manifest = {
  id: '/notes-app/',
  name: 'Voice notes',
  short_name: 'Notes',
  description: 'Notes by voice and by hand, kept on your own device.',
  lang: 'en',
  start_url: '/notes-app/',
  scope: '/notes-app/',
  display: 'standalone',
  background_color: '#faf8f2',
  theme_color: '#1f5c46',
  icons: [
    { src: '/notes-app/icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
    { src: '/notes-app/icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
    { src: '/notes-app/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
    { src: '/notes-app/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
  ],
} as const;
