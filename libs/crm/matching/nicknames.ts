/**
 * Short and familiar forms of given names, each line a name and what people are called by it; romanised as `latin` does. A form
 * may stand in several lines: Sasha is an Aleksandr or an Aleksandra.
 */
const LINES = `
alexander alex alec alexandre alejandro alessandro aleksandr aleksander oleksandr sasha sanya shura sandro xander alek
alexandra alex alexandria aleksandra sasha sandra shura sandy oleksandra
anna ann anne annie anya anyuta hanna hannah nan nancy ania
anthony antony tony antonio antoine anton antonin
andrew andy drew andre andrea andreas andrei andrey andriy andrzej
benjamin ben benny benji
catherine katherine kathryn kathy cathy kate katie katharina catharina ekaterina katya catalina caterina kateryna kasia katarzyna
charles charlie chuck carl karl carlos carlo karol
christopher chris kit topher christophe cristobal christoph khristofor
christine christina chris tina kristina kristin christel
daniel dan danny daniele daniil danila danylo
david dave davy davide davyd
dmitry dmitri dmitriy dima mitya dmytro
dorothy dot dolly dorothea
edward ed eddie ted teddy ned eduard edouard eduardo edik
elizabeth liz lizzie beth betty eliza lisa elisabeth elise elisabetta elizaveta liza isabel
eugene gene eugen evgeny evgeniy yevgeny yevgeniy zhenya eugenio
francis frank frankie francisco francesco francois franz franciszek
frederick fred freddie freddy frederic friedrich fritz federico
george jorge georg georges giorgio georgy georgiy yuri yuriy zhora goga jerzy
gregory greg gregoire grigory grigoriy grisha gregorio hryhoriy
helen helena elena lena helene yelena olena alyona alena nell nellie
henry hank harry henri heinrich enrico enrique heinz
igor ihor
ivan vanya john jan johann hans juan giovanni jean ioan sean ian jack johnny jon yohannes johannes
james jim jimmy jamie jaime
jacob jake jakob jacques yakov jakub
jennifer jen jenny jenna
jessica jess jessie
joseph joe joey jose giuseppe josef yosef iosif osip jozef pepe
judith judy judit
julia julie yulia yuliya giulia
katrina trina
konstantin kostya constantin constantine
lawrence larry laurence laurent lorenzo lavrentiy
leonard leo len lenny leonardo leonid lenya
louis lou louie luis luigi ludwig
margaret maggie meg peggy marge margarita margarete rita greta marguerite gosia malgorzata
maria mary marie masha mariya molly polly mariia marusya maryam
mark marc marco marcus marek
martha marta
matthew matt matthieu mateo matteo matthias matvey mateusz
maximilian max maxim maksim maxime maks
michael mike mick mikey michel miguel michele mikhail misha mikhael mykhailo michal mischa
natalia natalie natasha nataliya natalya nata
nicholas nick nicky nicolas nikolai nikolay kolya niklas klaus nicola mykola mikolaj
olga olya olha
patrick pat paddy patricio patrice
patricia pat patty tricia
paul pablo paolo pavel pasha pavlo pawel
peter pete pierre pedro pietro petr pyotr petya piotr petro
philip phil pip philippe felipe filippo filipp
raymond ray ramon raimund
rebecca becky becca
richard rick ricky dick rich ricardo riccardo
robert bob bobby rob robbie bert roberto
roman roma
ronald ron ronnie
samuel sam sammy samuele
sergey sergei sergio serge seryozha serezha serhiy
steven stephen steve stephane stefan stefano esteban stepan styopa szczepan
susan sue susie suzanne susanne susanna suzy
svetlana sveta svitlana
tatiana tanya tatyana tetiana
theodore ted teddy theo theodor fyodor fedor fedya teodoro
thomas tom tommy tomas tommaso toma tomasz
timothy tim timmy timofey
victor viktor vitya vittorio viktoras
victoria vicky vika viktoriya viktoria tori
vladimir vova volodya volodymyr vlad vladimiro
vladislav vlad slava vladik wladyslaw
vyacheslav slava viacheslav
william will bill billy willy liam wilhelm guillaume guillermo guglielmo willem
yaroslav slava yarik
zachary zach zack
`;

const FORMS = new Map<string, readonly string[]>();

for (const line of LINES.trim().split('\n')) {
  const names = line.split(' ');
  const [first = ''] = names;
  for (const name of names) FORMS.set(name, [...(FORMS.get(name) ?? []), first]);
}

/** The full names that a given name may stand for, itself among them when it is one; none for a name that nobody shortens. */
export const fullNames = (name: string): readonly string[] => FORMS.get(name) ?? [];
