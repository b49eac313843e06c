/** What a folder of the site is called, in the order of the navigation. Its pages come from the folder itself. */
export interface SectionTitle {
  readonly folder: string;
  /** In the header, where room is scarce. */
  readonly label: string;
  readonly title: string;
  readonly description: string;
  /** What the assistant offers to be asked on its pages. */
  readonly questions: readonly string[];
}

export const sectionTitles: readonly SectionTitle[] = [
  {
    folder: 'visit',
    label: 'Visit',
    title: 'Plan your visit',
    description: 'Hours, fees, ways to get here, and where to find coffee, water and a charger.',
    questions: ['What are the opening hours?', 'How much are the entrance fees?', 'What is the dog policy?'],
  },
  {
    folder: 'camping',
    label: 'Camping',
    title: 'Camping',
    description: 'Tents under birches, motor homes, cabins with wood stoves, and the rules of the night.',
    questions: ['What are the campfire rules?', 'Can I rent log cabins?', 'When is the noise curfew?'],
  },
  {
    folder: 'lake',
    label: 'The lake',
    title: 'On the lake',
    description: 'Swim, paddle, sail, fish, or let an old steamboat do the work.',
    questions: ['How much is boat rental?', 'Do I need a fishing license?', 'When do the kayak tours start?'],
  },
  {
    folder: 'trails',
    label: 'Trails',
    title: 'Trails',
    description: 'From a level boardwalk to a day on the ridge, on foot, by bicycle or on a horse.',
    questions: [
      'How long is the shoreline loop?',
      'How do I get to the waterfall walk?',
      'Is mountain biking allowed?',
    ],
  },
  {
    folder: 'wildlife',
    label: 'Wildlife',
    title: 'Wildlife',
    description: 'Who lives here, when to see them, and how to stay on good terms.',
    questions: [
      'What should I know about poison ivy?',
      'Tell me about the black bears',
      'Where can I see river otters?',
    ],
  },
  {
    folder: 'events',
    label: 'Events',
    title: 'Events',
    description: 'Music on the meadow, stars over the beach, pancakes, cider and a race.',
    questions: ['When are the summer concerts?', 'How do I join the junior rangers?', 'When are the telescope nights?'],
  },
  {
    folder: 'winter',
    label: 'Winter',
    title: 'Winter',
    description: 'Skates, skis, snowshoes and sleds, and a warm hut beside the pond.',
    questions: ['Where can I go ice skating?', 'When is the warming hut open?', 'Tell me about the snowshoe trips'],
  },
  {
    folder: 'learn',
    label: 'Learn',
    title: 'Learning',
    description: 'Summer weeks for children and training days for teachers.',
    questions: ['How much is the nature camp?', 'When are the teacher workshops?'],
  },
  {
    folder: 'access',
    label: 'Access',
    title: 'Accessibility',
    description: 'Routes without steps, interpreters, and a guide for your ears.',
    questions: ['Tell me about wheelchair access', 'How do I get an audio guide?'],
  },
  {
    folder: 'about',
    label: 'About',
    title: 'About the park',
    description: 'How a sawmill became a park, who runs it, and how to help.',
    questions: ['How do I join the volunteer program?', 'Are there seasonal jobs?'],
  },
];
