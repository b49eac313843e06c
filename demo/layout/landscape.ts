/** A light in which the lake is drawn. */
interface Light {
  readonly sky: readonly [top: string, horizon: string];
  readonly orb: string;
  readonly glow: string;
  readonly ranges: readonly [far: string, middle: string, near: string];
  readonly water: readonly [far: string, near: string];
  readonly glint: string;
  readonly shore: string;
  readonly trees: readonly [back: string, front: string];
  readonly stars: boolean;
}

const day: Light = {
  sky: ['#dcebe6', '#fbf1dc'],
  orb: '#fff6df',
  glow: '#ffe9b8',
  ranges: ['#b9d0cb', '#8fb3aa', '#5f8f82'],
  water: ['#cfe3df', '#6fa9ab'],
  glint: '#f4faf6',
  shore: '#2f6650',
  trees: ['#3d7a62', '#1f5140'],
  stars: false,
};

const night: Light = {
  sky: ['#0b1519', '#1f3a3d'],
  orb: '#f2ecd6',
  glow: '#5d7f7c',
  ranges: ['#24433f', '#1b3733', '#142c28'],
  water: ['#24464a', '#11272c'],
  glint: '#8fb7b3',
  shore: '#0e211c',
  trees: ['#12302a', '#0a1a16'],
  stars: true,
};

const horizon = 470;

/** The lake as a file: hills, water, trees, a canoe. By day, and with a moon for dark pages. */
export function landscape(time: 'day' | 'night'): string {
  const light = time === 'day' ? day : night;
  const [far, middle, near] = light.ranges;
  const [back, front] = light.trees;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1600 760" preserveAspectRatio="xMidYMax slice">
<defs>
${gradient('sky', light.sky)}
${gradient('water', light.water)}
<radialGradient id="glow">
<stop offset="0" stop-color="${light.glow}" stop-opacity=".85"/>
<stop offset="1" stop-color="${light.glow}" stop-opacity="0"/>
</radialGradient>
</defs>
<path fill="url(#sky)" d="M0 0h1600v${horizon + 10}H0Z"/>
${light.stars ? stars() : ''}
<circle cx="1130" cy="250" r="230" fill="url(#glow)"/>
<circle cx="1130" cy="250" r="46" fill="${light.orb}"/>
<path fill="${far}" d="M0 372 92 330l86 34 128-104 104 82 92-44 118 70 120-96 126 108 102-58 148 70 132-122 118 92
96-40 138 76v184H0Z"/>
<path fill="${middle}" d="M0 420c110-52 196-62 300-26 84 28 150 18 236-10 128-42 226-18 330 22 92 34 176 22 266-12
140-54 272-44 468 14v80H0Z"/>
<path fill="${near}" d="M0 446c150-34 262-34 372-10 120 26 216 24 342 6 108-14 200 6 306 14 190 16 372-46
580-22v50H0Z"/>
${treeLine(near)}
<path fill="url(#water)" d="M0 ${horizon}h1600v290H0Z"/>
${glints(light.glint)}
${canoe(front)}
<path fill="${light.shore}" d="M0 648c170-40 330-30 470 6 110 28 196 60 330 72 214 18 356-44 520-82 100-22 190-26
280-14v130H0Z"/>
${stand(back, backTrees)}
${stand(front, frontTrees)}
</svg>
`;
}

type Tree = readonly [x: number, foot: number, height: number];

const backTrees: readonly Tree[] = [
  [40, 668, 210],
  [128, 662, 160],
  [214, 664, 190],
  [330, 668, 130],
  [1270, 672, 150],
  [1382, 660, 210],
  [1478, 656, 170],
  [1566, 658, 220],
];

const frontTrees: readonly Tree[] = [
  [-10, 742, 330],
  [86, 742, 236],
  [172, 746, 280],
  [272, 748, 180],
  [1330, 750, 190],
  [1432, 744, 300],
  [1524, 742, 236],
  [1604, 744, 340],
];

function gradient(id: string, [top, bottom]: readonly [string, string]): string {
  const stops = `<stop stop-color="${top}"/><stop offset="1" stop-color="${bottom}"/>`;
  return `<linearGradient id="${id}" x2="0" y2="1">${stops}</linearGradient>`;
}

/** Conifers: each a trunk and four skirts, wider from the top down. */
function stand(colour: string, trees: readonly Tree[]): string {
  const outlines = trees.map(([x, foot, height]) => {
    const skirts = [0, 1, 2, 3].map((step) => {
      const top = foot - height + step * height * 0.19;
      const bottom = top + height * (0.27 + step * 0.03);
      const reach = height * (0.1 + step * 0.045);
      const hem = `Q${n(x)} ${n(bottom - height * 0.04)} ${n(x - reach)} ${n(bottom)}`;
      return `M${n(x)} ${n(top)}L${n(x + reach)} ${n(bottom)}${hem}Z`;
    });
    const width = n(height * 0.036);
    return `${skirts.join('')}M${n(x - height * 0.018)} ${n(foot - height * 0.16)}h${width}V${foot}h-${width}Z`;
  });
  return `<path fill="${colour}" d="${outlines.join('')}"/>`;
}

/** The forest on the far shore, too far away for single trees. */
function treeLine(colour: string): string {
  let outline = `M0 ${horizon + 2}`;
  for (let x = 0, step = 0; x <= 1600; x += 13, step += 1) {
    const height = 8 + 15 * Math.abs(Math.sin(step * 1.7)) + 8 * Math.abs(Math.sin(step * 0.31));
    outline += `L${x} ${n(horizon - height)}L${x + 6} ${horizon - 4}`;
  }
  return `<path fill="${colour}" d="${outline}V${horizon + 2}Z"/>`;
}

/** The light of sun or moon on the water, broken by ripples that widen towards the shore. */
function glints(colour: string): string {
  const strokes = Array.from({ length: 15 }, (_, i) => {
    const y = horizon + 8 + i * 11 + i * i * 0.35;
    const length = 46 + 70 * Math.abs(Math.sin(i * 2.3)) + i * 5;
    return `M${n(1130 + 30 * Math.sin(i * 1.9) - length / 2)} ${n(y)}h${n(length)}`;
  });
  const ripples = Array.from({ length: 22 }, (_, i) => {
    const x = (i * 347) % 1560;
    return `M${x} ${n(horizon + 14 + ((i * 61) % 170))}h${n(40 + ((i * 37) % 90))}`;
  });
  return `<path stroke="${colour}" stroke-width="4" stroke-linecap="round" opacity=".75" d="${strokes.join('')}"/>
<path stroke="${colour}" stroke-width="2.5" stroke-linecap="round" opacity=".28" d="${ripples.join('')}"/>`;
}

function canoe(colour: string): string {
  return `<g fill="${colour}"><path d="M826 560c46 15 128 15 174 0-8 26-34 33-87 33s-79-7-87-33Z"/>
<circle cx="884" cy="536" r="8.5"/><path d="M872 570c0-16 4-24 12-24s13 8 13 24Z"/>
<path d="m906 538-42 64-5-3 42-64Z"/></g>`;
}

function stars(): string {
  const points = Array.from({ length: 90 }, (_, i) => {
    const x = (i * 733) % 1600;
    const y = (i * 389) % 300;
    return `<circle cx="${x}" cy="${y}" r="${n(0.7 + ((i * 29) % 13) / 10)}"/>`;
  });
  return `<g fill="#f2ecd6" opacity=".7">${points.join('')}</g>`;
}

/** One decimal is finer than any screen shows. */
function n(value: number): string {
  return String(Math.round(value * 10) / 10);
}
