const yesNo = ['Yes', 'No', 'Ask again next year'];
const times = ['17:30', '18:00', '18:30', '19:00', '19:30'];
const days = ['Thursday', 'Friday', 'Saturday', 'Sunday'];
const often = ['Every week', 'Every two weeks', 'Every month', 'Four times a year'];
const colours = ['Bottle green', 'Navy blue', 'Plum', 'Mustard', 'Off-white'];
const places = ['The town hall', 'The library', 'The old mill', 'The school', 'Outdoors'];
const names = ['Ines Keller', 'Tomas Brandt', 'Aisha Rahman', 'Paolo Ricci'];
const dishes = ['Lentil stew', 'Paella', 'Dumplings', 'Pizza', 'Everybody brings something'];

/** A question about several things, and what one may answer. */
export const questions: [question: string, about: string[], choices: string[]][] = [
	[
		'Which day suits the %?',
		[
			'quiz night',
			'street party',
			'spring clean',
			'jumble sale',
			'breakfast',
			'film evening',
			'general meeting',
			'boat trip'
		],
		days
	],
	[
		'What time should % start?',
		[
			'training',
			'choir practice',
			'the chess evening',
			'the assembly',
			'yoga',
			'the youth group',
			'the repair café',
			'the language table'
		],
		times
	],
	[
		'Do we buy %?',
		[
			'a new projector',
			'a cargo bike',
			'a coffee machine',
			'forty chairs',
			'a tent',
			'a piano',
			'solar panels',
			'a second canoe'
		],
		yesNo
	],
	[
		'How often should we have %?',
		[
			'open house',
			'a newsletter',
			'a clean-up',
			'guest speakers',
			'a concert',
			'a market',
			'a games night',
			'a walk'
		],
		often
	],
	[
		'Which colour for the %?',
		['shirts', 'front door', 'website', 'fence', 'flag', 'boat', 'benches', 'posters'],
		colours
	],
	[
		'Where do we hold the %?',
		[
			'winter party',
			'book fair',
			'members’ day',
			'debate',
			'exhibition',
			'workshop',
			'dance',
			'dinner'
		],
		places
	],
	[
		'Who should look after the %?',
		['garden', 'accounts', 'archive', 'kitchen', 'library', 'website', 'workshop', 'newcomers'],
		names
	],
	[
		'What do we cook for the %?',
		[
			'summer party',
			'volunteers',
			'away match',
			'harvest supper',
			'children’s day',
			'working weekend',
			'reunion',
			'new year'
		],
		dishes
	]
];
/** Of which names are made. */
export const firstNames =
	'Ada Bruno Chloe Dimitri Elif Farah Goran Hana Imre Jun Katya Lars Mina Noor Otto Priya Quentin Rosa Samir Tove Uma Viktor Wanda Ximena Yusuf Zofia'.split(
		' '
	);
export const lastNames =
	'Almeida Berg Costa Dahl Eriksen Fischer Garcia Horvat Ito Jansen Kovac Lind Moreau Novak Okafor Petit Rossi Silva Tanaka Varga Weber Yilmaz'.split(
		' '
	);
