// Writes the two downloads of the demo site: `npx tsx demo/make-documents.ts`. They are committed, so that the demo
// builds no documents. The PDF comes out the same to the byte; the DOCX differs in the dates that docx sets itself.
import { mkdir, writeFile } from 'node:fs/promises';
import { Document, HeadingLevel, Packer, Paragraph, Table, TableCell, TableRow, WidthType } from 'docx';
import { PDFDocument, StandardFonts, rgb } from 'pdf-lib';
import type { PDFFont, PDFPage } from 'pdf-lib';

interface Chapter {
  heading: string;
  intro: string;
  rules: string[];
}

const revised = new Date('2026-03-01T00:00:00Z');

const rulesTitle = 'Park rules';

const parkRules: Chapter[] = [
  {
    heading: 'How these rules work',
    intro:
      'The park rules protect visitors, animals and the lake, and they hold for everyone inside the boundary at '
      + 'every hour '
      + 'of the day. Rangers explain first, warn second and write a fine only when the first two have not helped.',
    rules: [
      'A ranger may ask you to stop what endangers people, animals or plants, and may ask you to leave for the '
      + 'rest of the day.',
      'Fines are paid by card at the visitor center or by mail within thirty days. You may object in writing to the '
      + 'superintendent, who answers within three weeks.',
      'Parents answer for their children, group leaders for their groups, and riders for their horses.',
      'Signs on the spot come before this booklet, because a closed path or a red flag may be an hour old.',
      'Whoever sees a danger calls the rangers on 555-0142 at any hour. Nobody pays for a call made in good faith.',
      'These rules are read again every March. Suggestions may be put into the wooden owl in the hall of the '
      + 'visitor center.',
    ],
  },
  {
    heading: 'Vehicles on park roads',
    intro:
      'The speed limit is 25 miles an hour on Beach Road and West Road, and 10 miles an hour in parking lots '
      + 'and campgrounds. '
      + 'Animals, walkers and children have the right of way everywhere.',
    rules: [
      'Stay on paved or gravel roads. Driving on grass, sand or ice costs $150.',
      'Park only in the marked lots. A car on the shoulder of a road costs $40, and one before a fire gate is towed.',
      'Nobody sleeps in a vehicle outside the campground for motor homes.',
      'Electric scooters belong on roads and on the paved part of the path along the lake, at no more than 15 '
      + 'miles an hour.',
      'Snowmobiles, quads and motorcycles without plates are not allowed at any season.',
      'Engines are turned off while you wait. Ten seconds of standing still burn more than starting again.',
      'Turtles cross Beach Road in June. Stop, let them walk, or carry them across in the direction in which '
      + 'they were going.',
    ],
  },
  {
    heading: 'Plants and stones',
    intro:
      'Leave plants, stones, bones, antlers and old iron where they are. What looks like rubbish in the forest '
      + 'is often a piece '
      + 'of the sawmill or somebody\u2019s winter bed.',
    rules: [
      'Picking flowers, cutting branches and digging up roots costs from $60 to $400.',
      'Up to one cup of berries a person and day may be eaten on the spot. Mushrooms are not gathered.',
      'Do not stack stones in the creek. Each stone is the roof of a mayfly.',
      'Metal detectors may be used on the beach only, from October 1 to April 30, down to a depth of a hand.',
      'Objects made by people more than fifty years ago belong to the county museum. Tell a ranger where you saw one.',
      'Nothing is carved, painted or scattered. Ashes of the dead may be scattered on the lake with a letter '
      + 'from the superintendent.',
      'Climbing on cliffs is forbidden. The boulder by the name of the Anvil, beside the beach, may be climbed '
      + 'by anybody.',
    ],
  },
  {
    heading: 'Living with animals',
    intro:
      'Do not feed, touch, chase or call wild animals. Stay a hundred yards away from bears and from Eagle '
      + 'Island, and fifty feet '
      + 'away from everything else that has a heartbeat.',
    rules: [
      'Feeding ducks, gulls or squirrels costs $25, and feeding a bear $500.',
      'Hunting and trapping are forbidden. Fishing needs the state\u2019s license from the age of 16.',
      'Nests, dens and the beaver lodge are left alone, even if nobody seems to be at home.',
      'Pets stay on a leash of six feet, except in Dog Cove at its hours. Cats count as pets and are not often '
      + 'persuaded.',
      'Pets may not be released. The lake already has one goldfish of great size, and needs no second.',
      'Injured animals are reported and not carried away. A young deer lying alone in the grass is well and is '
      + 'waiting.',
      'Recorded calls, bait and spotlights are not used to bring animals before a camera.',
    ],
  },
  {
    heading: 'People among people',
    intro:
      'Be the visitor that you would like to meet on a narrow path. Voices, music, smoke and lamps should stay '
      + 'at your own table, '
      + 'and after 10 pm in the campgrounds they should not leave it at all.',
    rules: [
      'Smoking is allowed in parked cars, at campsites and at the three marked benches. Ends go into the tins '
      + 'beside them.',
      'Beer and wine may be drunk at tables and campsites by those who are 21. Stronger drink stays at home.',
      'Firearms, fireworks, sky lanterns and bows are not allowed. Toy water pistols are, within reason.',
      'Selling, collecting money, handing out leaflets and filming for pay need a permit.',
      'Gatherings of more than forty people are announced to 555-0148 two weeks ahead.',
      'Paths are for the slowest. Bells, a friendly word and patience are the tools for passing.',
      'Take home what you brought, and one thing that you did not.',
    ],
  },
];

const pageSize: [number, number] = [612, 792];
const marginPoints = 72;

function linesOf(text: string, font: PDFFont, size: number, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && font.widthOfTextAtSize(longer, size) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}

/** Draws a paragraph whose first line has its baseline at `y`, and returns the baseline of what comes next. */
function drawParagraph(page: PDFPage, text: string, font: PDFFont, size: number, x: number, y: number): number {
  const lineHeight = size * 1.5;
  for (const line of linesOf(text, font, size, pageSize[0] - marginPoints - x)) {
    if (y < marginPoints) throw new Error(`The page is too small for “${line}”: shorten its chapter.`);
    page.drawText(line, { x, y, size, font });
    y -= lineHeight;
  }
  return y - size * 0.6;
}

async function parkRulesPdf(): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  pdf.setTitle(rulesTitle);
  pdf.setAuthor('Alder Lake Park');
  pdf.setLanguage('en-US');
  pdf.setCreationDate(revised);
  pdf.setModificationDate(revised);
  const serif = await pdf.embedFont(StandardFonts.TimesRoman);
  const bold = await pdf.embedFont(StandardFonts.HelveticaBold);
  for (const [index, chapter] of parkRules.entries()) {
    const page = pdf.addPage(pageSize);
    let y = pageSize[1] - marginPoints;
    if (index === 0) y = drawParagraph(page, rulesTitle, bold, 28, marginPoints, y);
    y = drawParagraph(page, chapter.heading, bold, 18, marginPoints, y);
    y = drawParagraph(page, chapter.intro, serif, 12, marginPoints, y);
    for (const [ruleIndex, rule] of chapter.rules.entries()) {
      page.drawText(`${index + 1}.${ruleIndex + 1}`, { x: marginPoints, y, size: 12, font: serif });
      y = drawParagraph(page, rule, serif, 12, marginPoints + 32, y);
    }
    const footer = `Alder Lake Park · page ${index + 1} of ${parkRules.length}`;
    page.drawText(footer, { x: marginPoints, y: 40, size: 9, font: serif, color: rgb(0.4, 0.4, 0.4) });
  }
  return pdf.save();
}

const heading = (text: string) => new Paragraph({ text, heading: HeadingLevel.HEADING_2 });
const paragraph = (text: string) => new Paragraph({ text, spacing: { after: 160 } });
const bullet = (text: string) => new Paragraph({ text, bullet: { level: 0 } });
const table = (rows: string[][]) =>
  new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    rows: rows.map(
      (cells, index) =>
        new TableRow({
          tableHeader: index === 0,
          children: cells.map((text) => new TableCell({ children: [new Paragraph(text)] })),
        }),
    ),
  });

function schoolVisitsDocx(): Promise<Uint8Array> {
  const document = new Document({
    title: 'School visits',
    creator: 'Alder Lake Park',
    description: 'Guided days for classes: programs, prices, booking and what to bring.',
    sections: [
      {
        children: [
          new Paragraph({ text: 'School visits', heading: HeadingLevel.HEADING_1 }),
          paragraph(
            'School visits take place from Tuesday to Friday, from September 15 to June 10, and last from 9:30 '
            + 'am to 1:30 pm. '
            + 'A visit costs $4 a pupil, teachers come in free, and the bus pays no entrance fee.',
          ),
          heading('Programs by grade'),
          table([
            ['Program', 'Grades', 'Where'],
            ['Who slept here', 'kindergarten to 2', 'the meadow and the creek'],
            ['Life in a drop', '3 to 5', 'the pier, with microscopes'],
            ['The lost sawmill', '4 to 6', 'the falls path'],
            ['Reading the ice', '6 to 8', 'the ridge as far as post nine'],
            ['Water for Marlow', '7 to 12', 'the dam and the test station'],
          ]),
          paragraph(
            'Each program has a walk of one to three miles, a task in small groups and half an hour for play. '
            + 'Rangers adapt it to '
            + 'the class, the weather and the number of frogs.',
          ),
          heading('Size of a class'),
          paragraph(
            'Up to 60 pupils can come at once, in groups of 15, each with a ranger. One adult is needed for '
            + 'every eight pupils up '
            + 'to grade 5 and for every twelve above.',
          ),
          heading('Booking a day'),
          paragraph(
            'Call the education office on 555-0145 at least four weeks ahead. May and early June are full by '
            + 'the end of February. '
            + 'You can move the day free of charge until one week before; after that half the price is due.',
          ),
          heading('Packing list for pupils'),
          ...[
            'shoes that may get muddy, and socks to change',
            'a jacket against rain and, until May, a hat and gloves',
            'lunch and a full bottle, without glass',
            'medicines, kept by the teacher',
            'no telephones, please: bring your eyes',
          ].map(bullet),
          heading('Lunch and bad weather'),
          paragraph(
            'Classes eat at the Schoolhouse shelter, or in the theater when it pours. We go out in rain and '
            + 'snow. In thunder or in '
            + 'wind above forty miles an hour the ranger has an indoor program with skulls, furs and a film.',
          ),
          heading('Bus grants'),
          paragraph(
            'Schools in which more than a third of the pupils get free lunch can ask for up to $300 toward the '
            + 'bus. The form is one '
            + 'page long, has to be in by November 1, and is answered before the holidays.',
          ),
          heading('Pupils with special needs'),
          paragraph(
            'All programs but the one about the ice can be done in a wheelchair. Tell us what a pupil needs '
            + 'when you book, and Priya '
            + 'Nair calls you. Interpreters are free with fourteen days\u2019 notice.',
          ),
        ],
      },
    ],
  });
  return Packer.toBuffer(document);
}

const downloads = new URL('./site/downloads/', import.meta.url);
await mkdir(downloads, { recursive: true });
await writeFile(new URL('park-rules.pdf', downloads), await parkRulesPdf());
await writeFile(new URL('school-visits.docx', downloads), await schoolVisitsDocx());
