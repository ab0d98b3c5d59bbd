"""Countries and territories, present and past: one a line, ``CODE | name | other names | adjectives``.

The code is that of ISO 3166-1 (three letters) or, for states of the past, ISO 3166-3 (four). The name is the one under
which a facet counts them. A name may carry the years in which it was the official one: ``Burma @1948-1989``. They say
when it was in use, and restrict nothing: texts say "Burma" to this day. A line that begins with blanks goes on the one
before.
"""

COUNTRIES = """
AFG | Afghanistan | Islamic Republic of Afghanistan @2004-2021; Republic of Afghanistan; Islamic Emirate of
  Afghanistan | Afghan
ALB | Albania | Republic of Albania; People's Republic of Albania @1946-1976 | Albanian
DZA | Algeria | People's Democratic Republic of Algeria; Democratic and Popular Republic of Algeria | Algerian
AND | Andorra | Principality of Andorra | Andorran
AGO | Angola | Republic of Angola; People's Republic of Angola @1975-1992 | Angolan
ATG | Antigua and Barbuda | |
ARG | Argentina | Argentine Republic; Argentine Nation | Argentine; Argentinian
ARM | Armenia | Republic of Armenia @1991- | Armenian
AUS | Australia | Commonwealth of Australia | Australian
AUT | Austria | Republic of Austria | Austrian
AZE | Azerbaijan | Republic of Azerbaijan @1991- | Azerbaijani
BHS | Bahamas | Commonwealth of The Bahamas; The Bahamas | Bahamian
BHR | Bahrain | Kingdom of Bahrain @2002-; State of Bahrain @1971-2002 | Bahraini
BGD | Bangladesh | People's Republic of Bangladesh @1972- | Bangladeshi
BRB | Barbados | | Barbadian
BLR | Belarus | Republic of Belarus @1991-; Byelorussian SSR @1922-1991; Byelorussia | Belarusian
BEL | Belgium | Kingdom of Belgium | Belgian
BLZ | Belize @1973- | British Honduras @1862-1973 | Belizean
BEN | Benin @1975- | Republic of Benin; Dahomey @1958-1975 | Beninese
BTN | Bhutan | Kingdom of Bhutan | Bhutanese
BOL | Bolivia | Plurinational State of Bolivia @2009-; Bolivia (Plurinational State of) @2009-; Republic of Bolivia
  @1825-2009 | Bolivian
BIH | Bosnia and Herzegovina | Bosnia; BiH; Bosnia-Herzegovina | Bosnian
BWA | Botswana @1966- | Republic of Botswana; Bechuanaland @1885-1966 |
BRA | Brazil | Federative Republic of Brazil @1968-; United States of Brazil @1889-1968 | Brazilian
BRN | Brunei Darussalam | Brunei; Negara Brunei Darussalam | Bruneian
BGR | Bulgaria | Republic of Bulgaria; People's Republic of Bulgaria @1946-1990 | Bulgarian
BFA | Burkina Faso @1984- | Upper Volta @1958-1984 | Burkinabe
BDI | Burundi | Republic of Burundi | Burundian
CPV | Cabo Verde @2013- | Cape Verde @1975-2013; Republic of Cabo Verde | Cabo Verdean; Cape Verdean
KHM | Cambodia | Kingdom of Cambodia; Democratic Kampuchea @1976-1982; Kampuchea; Khmer Republic @1970-1975 | Cambodian
CMR | Cameroon | Republic of Cameroon; United Republic of Cameroon @1972-1984 | Cameroonian
CAN | Canada | Dominion of Canada | Canadian
CAF | Central African Republic | Central African Empire @1976-1979 | Central African
TCD | Chad | Republic of Chad | Chadian
CHL | Chile | Republic of Chile | Chilean
CHN | China | People's Republic of China @1949-; PRC; P.R.C.; PR China | Chinese
COL | Colombia | Republic of Colombia | Colombian
COM | Comoros | Union of the Comoros @2001- | Comorian
COG | Republic of the Congo | Congo-Brazzaville; Congo (Brazzaville); People's Republic of the Congo @1969-1992 |
COD | Democratic Republic of the Congo @1997- | DRC; DR Congo; Congo-Kinshasa; Congo (Kinshasa); Zaire @1971-1997;
  Republic
  of Zaire @1971-1997; Belgian Congo @1908-1960 | Zairian
CRI | Costa Rica | Republic of Costa Rica | Costa Rican
CIV | Côte d’Ivoire @1985- | Ivory Coast @1960-1985; Republic of Côte d'Ivoire; Cote d'Ivoire | Ivorian
HRV | Croatia | Republic of Croatia @1991- | Croatian
CUB | Cuba | Republic of Cuba | Cuban
CYP | Cyprus | Republic of Cyprus @1960- | Cypriot
CZE | Czechia @2016- | Czech Republic @1993-2016 | Czech
DNK | Denmark | Kingdom of Denmark | Danish
DJI | Djibouti | Republic of Djibouti; French Somaliland @1896-1967 | Djiboutian
DMA | Dominica | Commonwealth of Dominica |
DOM | Dominican Republic | |
ECU | Ecuador | Republic of Ecuador | Ecuadorian; Ecuadorean
EGY | Egypt | Arab Republic of Egypt @1971-; United Arab Republic @1958-1971; UAR | Egyptian
SLV | El Salvador | Republic of El Salvador | Salvadoran
GNQ | Equatorial Guinea | Republic of Equatorial Guinea | Equatorial Guinean
ERI | Eritrea | State of Eritrea @1993- | Eritrean
EST | Estonia | Republic of Estonia | Estonian
SWZ | Eswatini @2018- | Kingdom of Eswatini @2018-; Swaziland @1968-2018; Kingdom of Swaziland @1968-2018 | Swazi
ETH | Ethiopia | Federal Democratic Republic of Ethiopia @1995-; Abyssinia | Ethiopian
FJI | Fiji | Republic of Fiji; Republic of the Fiji Islands @1997-2009 | Fijian
FIN | Finland | Republic of Finland | Finnish
FRA | France | French Republic | French
GAB | Gabon | Gabonese Republic | Gabonese
GMB | Gambia | The Gambia; Republic of The Gambia; Islamic Republic of The Gambia @2015-2017 | Gambian
GEO | Georgia | Republic of Georgia @1991-1995 |
DEU | Germany | Federal Republic of Germany @1949-; FRG; West Germany; German Reich @1871-1945 | German
GHA | Ghana @1957- | Republic of Ghana; Gold Coast @1867-1957 | Ghanaian
GRC | Greece | Hellenic Republic @1974-; Kingdom of Greece @1832-1973 | Greek; Hellenic
GRD | Grenada | | Grenadian
GTM | Guatemala | Republic of Guatemala | Guatemalan
GIN | Guinea | Republic of Guinea | Guinean
GNB | Guinea-Bissau | Republic of Guinea-Bissau; Portuguese Guinea @1588-1974 | Bissau-Guinean
GUY | Guyana | Co-operative Republic of Guyana; British Guiana @1831-1966 | Guyanese
HTI | Haiti | Republic of Haiti; Hayti | Haitian
HND | Honduras | Republic of Honduras | Honduran
HUN | Hungary | Republic of Hungary @1989-2012; Hungarian People's Republic @1949-1989 | Hungarian
ISL | Iceland | Republic of Iceland | Icelandic
IND | India | Republic of India @1950- | Indian
IDN | Indonesia | Republic of Indonesia @1945-; Dutch East Indies @1800-1949; Netherlands East Indies @1800-1949 |
  Indonesian
IRN | Iran @1935- | Islamic Republic of Iran @1979-; Iran (Islamic Republic of) @1979-; Persia @-1935; Imperial State
  of Iran
  @1935-1979 | Iranian; Persian
IRQ | Iraq | Republic of Iraq @1958-; Kingdom of Iraq @1932-1958 | Iraqi
IRL | Ireland | Republic of Ireland @1949-; Irish Free State @1922-1937 | Irish
ISR | Israel | State of Israel @1948- | Israeli
ITA | Italy | Italian Republic @1946-; Kingdom of Italy @1861-1946 | Italian
JAM | Jamaica | | Jamaican
JPN | Japan | Empire of Japan @1868-1947 | Japanese
JOR | Jordan | Hashemite Kingdom of Jordan @1949-; Transjordan @1921-1949 | Jordanian
KAZ | Kazakhstan | Republic of Kazakhstan @1991- | Kazakh; Kazakhstani
KEN | Kenya | Republic of Kenya @1964- | Kenyan
KIR | Kiribati | Republic of Kiribati @1979-; Gilbert Islands @1892-1979 |
PRK | Democratic People’s Republic of Korea @1948- | DPRK; D.P.R.K.; North Korea | North Korean
KOR | Republic of Korea @1948- | ROK; R.O.K.; South Korea | South Korean; Korean
KWT | Kuwait | State of Kuwait @1961- | Kuwaiti
KGZ | Kyrgyzstan | Kyrgyz Republic @1993-; Kirghizia | Kyrgyz
LAO | Lao People’s Democratic Republic | Laos; Lao PDR; Kingdom of Laos @1947-1975 | Lao; Laotian
LVA | Latvia | Republic of Latvia | Latvian
LBN | Lebanon | Lebanese Republic; Republic of Lebanon | Lebanese
LSO | Lesotho @1966- | Kingdom of Lesotho @1966-; Basutoland @1868-1966 |
LBR | Liberia | Republic of Liberia | Liberian
LBY | Libya | State of Libya @2013-; Libyan Arab Jamahiriya @1977-2011; Socialist People's Libyan Arab Jamahiriya
  @1977-1986; Libyan Arab Republic @1969-1977 | Libyan
LIE | Liechtenstein | Principality of Liechtenstein |
LTU | Lithuania | Republic of Lithuania | Lithuanian
LUX | Luxembourg | Grand Duchy of Luxembourg | Luxembourgish
MDG | Madagascar | Republic of Madagascar; Malagasy Republic @1958-1975 | Malagasy
MWI | Malawi | Republic of Malawi; Nyasaland @1907-1964 | Malawian
MYS | Malaysia | Federation of Malaysia; Federation of Malaya @1948-1963; Malaya | Malaysian
MDV | Maldives | Republic of Maldives; Maldive Islands | Maldivian
MLI | Mali | Republic of Mali; French Sudan @1890-1958 | Malian
MLT | Malta | Republic of Malta @1974- | Maltese
MHL | Marshall Islands | Republic of the Marshall Islands @1979- | Marshallese
MRT | Mauritania | Islamic Republic of Mauritania | Mauritanian
MUS | Mauritius | Republic of Mauritius | Mauritian
MEX | Mexico | United Mexican States; Mexican Republic | Mexican
FSM | Micronesia | Federated States of Micronesia @1979-; Micronesia (Federated States of) @1979- | Micronesian
MDA | Moldova | Republic of Moldova @1991- | Moldovan
MCO | Monaco | Principality of Monaco | Monegasque
MNG | Mongolia | Mongolian People's Republic @1924-1992; Outer Mongolia | Mongolian
MNE | Montenegro | | Montenegrin
MAR | Morocco | Kingdom of Morocco | Moroccan
MOZ | Mozambique | Republic of Mozambique; People's Republic of Mozambique @1975-1990 | Mozambican
MMR | Myanmar @1989- | Burma @1948-1989; Union of Burma @1948-1974; Socialist Republic of the Union of Burma @1974-1988;
  Union of Myanmar @1989-2011; Republic of the Union of Myanmar @2011- | Burmese
NAM | Namibia | Republic of Namibia @1990-; South West Africa @1915-1990; South-West Africa @1915-1990 | Namibian
NRU | Nauru | Republic of Nauru | Nauruan
NPL | Nepal | Federal Democratic Republic of Nepal @2008-; Kingdom of Nepal @1768-2008 | Nepali; Nepalese
NLD | Netherlands | Kingdom of the Netherlands; The Netherlands; Holland | Dutch
NZL | New Zealand | Aotearoa New Zealand |
NIC | Nicaragua | Republic of Nicaragua | Nicaraguan
NER | Niger | Republic of the Niger; Republic of Niger | Nigerien
NGA | Nigeria | Federal Republic of Nigeria @1963- | Nigerian
MKD | North Macedonia @2019- | Republic of North Macedonia @2019-; The former Yugoslav Republic of Macedonia @1993-2019;
  FYROM; Macedonia | Macedonian
NOR | Norway | Kingdom of Norway | Norwegian
OMN | Oman | Sultanate of Oman @1970-; Muscat and Oman @1856-1970 | Omani
PAK | Pakistan | Islamic Republic of Pakistan @1956- | Pakistani
PLW | Palau | Republic of Palau | Palauan
PAN | Panama | Republic of Panama | Panamanian
PNG | Papua New Guinea | Independent State of Papua New Guinea @1975- |
PRY | Paraguay | Republic of Paraguay | Paraguayan
PER | Peru | Republic of Peru | Peruvian
PHL | Philippines | Republic of the Philippines @1946-; The Philippines; Philippine Islands | Philippine; Filipino
POL | Poland | Republic of Poland @1989-; Polish People's Republic @1952-1989 | Polish
PRT | Portugal | Portuguese Republic | Portuguese
QAT | Qatar | State of Qatar @1971- | Qatari
ROU | Romania | Socialist Republic of Romania @1965-1989; Roumania; Rumania | Romanian
RUS | Russian Federation | Russia; Russian Empire @1721-1917 | Russian
RWA | Rwanda | Republic of Rwanda; Rwandese Republic | Rwandan
KNA | Saint Kitts and Nevis | St. Kitts and Nevis; Federation of Saint Christopher and Nevis |
LCA | Saint Lucia | St. Lucia | Saint Lucian
VCT | Saint Vincent and the Grenadines | St. Vincent and the Grenadines |
WSM | Samoa @1997- | Independent State of Samoa @1997-; Western Samoa @1962-1997 | Samoan
SMR | San Marino | Republic of San Marino | Sammarinese
STP | Sao Tome and Principe | São Tomé and Príncipe; Democratic Republic of Sao Tome and Principe |
SAU | Saudi Arabia | Kingdom of Saudi Arabia @1932-; KSA; Hejaz and Nejd | Saudi; Saudi Arabian
SEN | Senegal | Republic of Senegal | Senegalese
SRB | Serbia | Republic of Serbia @2006-; Serbia and Montenegro @2003-2006 | Serbian
SYC | Seychelles | Republic of Seychelles | Seychellois
SLE | Sierra Leone | Republic of Sierra Leone | Sierra Leonean
SGP | Singapore | Republic of Singapore @1965- | Singaporean
SVK | Slovakia | Slovak Republic @1993- | Slovak
SVN | Slovenia | Republic of Slovenia @1991- | Slovenian; Slovene
SLB | Solomon Islands | British Solomon Islands @1893-1978 |
SOM | Somalia | Federal Republic of Somalia @2012-; Somali Democratic Republic @1969-1991; Somali Republic @1960-1969
  | Somali
ZAF | South Africa | Republic of South Africa @1961-; Union of South Africa @1910-1961 | South African
SSD | South Sudan | Republic of South Sudan @2011- | South Sudanese
ESP | Spain | Kingdom of Spain; Spanish State @1939-1975 | Spanish
LKA | Sri Lanka @1972- | Democratic Socialist Republic of Sri Lanka @1978-; Ceylon @1948-1972 | Sri Lankan
SDN | Sudan | Republic of the Sudan; The Sudan; Democratic Republic of the Sudan @1969-1985 | Sudanese
SUR | Suriname | Republic of Suriname; Surinam; Dutch Guiana | Surinamese
SWE | Sweden | Kingdom of Sweden | Swedish
CHE | Switzerland | Swiss Confederation | Swiss
SYR | Syrian Arab Republic | Syria | Syrian
TJK | Tajikistan | Republic of Tajikistan @1991- | Tajik
TZA | United Republic of Tanzania | Tanzania; Tanganyika @1961-1964; Zanzibar @1963-1964 | Tanzanian
THA | Thailand | Kingdom of Thailand; Siam @-1939 | Thai; Siamese
TLS | Timor-Leste | East Timor; Democratic Republic of Timor-Leste @2002-; Portuguese Timor | Timorese
TGO | Togo | Togolese Republic; Togoland | Togolese
TON | Tonga | Kingdom of Tonga @1970- | Tongan
TTO | Trinidad and Tobago | Republic of Trinidad and Tobago @1976- | Trinidadian
TUN | Tunisia | Republic of Tunisia @1957-; Tunisian Republic | Tunisian
TUR | Türkiye @2022- | Turkey @1923-2022; Republic of Türkiye @2022-; Republic of Turkey @1923-2022; Turkiye; Ottoman
  Empire
  @1299-1922 | Turkish
TKM | Turkmenistan | | Turkmen
TUV | Tuvalu | Ellice Islands @1892-1978 | Tuvaluan
UGA | Uganda | Republic of Uganda | Ugandan
UKR | Ukraine | Ukrainian SSR @1919-1991; Ukrainian Soviet Socialist Republic @1919-1991 | Ukrainian
ARE | United Arab Emirates | UAE; U.A.E.; Trucial States @1820-1971 | Emirati
GBR | United Kingdom | United Kingdom of Great Britain and Northern Ireland @1927-; UK; U.K.; Great Britain; Britain;
  United Kingdom of Great Britain and Ireland @1801-1927 | British
USA | United States | United States of America @1776-; USA; U.S.A.; US; U.S. | American
URY | Uruguay | Eastern Republic of Uruguay; Oriental Republic of Uruguay | Uruguayan
UZB | Uzbekistan | Republic of Uzbekistan @1991- | Uzbek
VUT | Vanuatu | Republic of Vanuatu @1980-; New Hebrides @1906-1980 | Ni-Vanuatu
VEN | Venezuela | Bolivarian Republic of Venezuela @1999-; Venezuela (Bolivarian Republic of) @1999-; United States of
  Venezuela @1864-1953; Republic of Venezuela @1953-1999 | Venezuelan
VNM | Viet Nam | Vietnam; Socialist Republic of Vietnam @1976-; Socialist Republic of Viet Nam @1976-; Democratic
  Republic of Vietnam @1945-1976; North Vietnam | Vietnamese
YEM | Yemen | Republic of Yemen @1990-; Yemen Arab Republic @1962-1990; North Yemen | Yemeni
ZMB | Zambia | Republic of Zambia @1964-; Northern Rhodesia @1911-1964 | Zambian
ZWE | Zimbabwe @1980- | Republic of Zimbabwe @1980-; Southern Rhodesia @1898-1980; Rhodesia @1964-1979 | Zimbabwean
VAT | Holy See | The Vatican; Vatican City State @1929-; Vatican | Vatican
PSE | State of Palestine | Palestine; Palestinian Authority @1994-2013; Palestine Liberation Organization @1964-; PLO
  | Palestinian
XKX | Kosovo | Republic of Kosovo @2008- | Kosovar
TWN | Taiwan | Republic of China @1912-; Chinese Taipei; Formosa | Taiwanese
HKG | Hong Kong | Hong Kong Special Administrative Region @1997-; Hong Kong SAR |
MAC | Macao | Macau; Macao Special Administrative Region @1999- |
COK | Cook Islands | |
NIU | Niue | |
GRL | Greenland | Kalaallit Nunaat | Greenlandic
SUHH | Soviet Union @1922-1991 | USSR @1922-1991; U.S.S.R. @1922-1991; Union of Soviet Socialist Republics
  @1922-1991; Soviet
  Russia | Soviet
YUCS | Yugoslavia | Socialist Federal Republic of Yugoslavia @1963-1992; Federal Republic of Yugoslavia @1992-2003;
  FRY; SFRY; Kingdom of Yugoslavia @1929-1945 | Yugoslav
CSHH | Czechoslovakia | Czechoslovak Socialist Republic @1960-1990; Czech and Slovak Federal Republic @1990-1992 |
  Czechoslovak
DDDE | German Democratic Republic | GDR @1949-1990; East Germany | East German
VDVN | Republic of Viet-Nam | Republic of Vietnam @1955-1975; South Vietnam; South Viet-Nam | South Vietnamese
YDYE | Democratic Yemen | People's Democratic Republic of Yemen @1967-1990; South Yemen | South Yemeni
AUHH | Austria-Hungary | Austro-Hungarian Empire @1867-1918; Austro-Hungarian Monarchy | Austro-Hungarian
PRUS | Prussia | Kingdom of Prussia @1701-1918 | Prussian
TXHH | Republic of Texas | |
HIHH | Kingdom of Hawaii | Hawaiian Islands @1795-1893; Republic of Hawaii @1894-1898 | Hawaiian
"""
