"""Organisations, groups and offices that issue statements: one a line, ``CODE | name | other names``.

As in ``countries``, a name may carry the years in which it was the official one.
"""

ORGANISATIONS = """
UN | United Nations | UN; U.N.; United Nations Organization
UNSC | United Nations Security Council | UN Security Council; U.N. Security Council; Security Council of the United
  Nations; UNSC
UNGA | United Nations General Assembly | UN General Assembly; U.N. General Assembly; UNGA
EU | European Union | EU; E.U.
EC | European Commission | Commission of the European Communities @1967-1993
EEC | European Communities | European Community @1993-2009; European Economic Community @1957-1993; EEC
EUCO | European Council |
EUCOUNCIL | Council of the European Union | Council of the EU
EP | European Parliament |
ECB | European Central Bank | ECB
COE | Council of Europe |
NATO | North Atlantic Treaty Organization | NATO; North Atlantic Treaty Organisation; North Atlantic Alliance
NAC | North Atlantic Council |
OSCE | Organization for Security and Co-operation in Europe | OSCE @1995-; CSCE @1975-1994; Conference on Security and
  Co-operation in Europe @1975-1994; Organization for Security and Cooperation in Europe
AU | African Union | AU @2002-; Organization of African Unity @1963-2002; Organisation of African Unity; OAU @1963-2002
ECOWAS | Economic Community of West African States | ECOWAS
SADC | Southern African Development Community | SADC
IGAD | Intergovernmental Authority on Development | IGAD
EAC | East African Community | EAC
ARABLEAGUE | League of Arab States | Arab League
GCC | Gulf Cooperation Council | GCC; Cooperation Council for the Arab States of the Gulf
OIC | Organisation of Islamic Cooperation | OIC; Organization of Islamic Cooperation; Organization of the Islamic
  Conference @1969-2011
ASEAN | Association of Southeast Asian Nations | ASEAN; Association of South-East Asian Nations
EAS | East Asia Summit | EAS
APEC | Asia-Pacific Economic Cooperation | APEC
SAARC | South Asian Association for Regional Cooperation | SAARC
SCO | Shanghai Cooperation Organisation | SCO @2001-; Shanghai Cooperation Organization; Shanghai Five @1996-2001
PIF | Pacific Islands Forum | South Pacific Forum @1971-1999
CIS | Commonwealth of Independent States | CIS
CSTO | Collective Security Treaty Organization | CSTO
EAEU | Eurasian Economic Union | EAEU; Eurasian Economic Community @2000-2014
OAS | Organization of American States | OAS
CARICOM | Caribbean Community | CARICOM
MERCOSUR | Southern Common Market | MERCOSUR; Mercosur
CELAC | Community of Latin American and Caribbean States | CELAC
UNASUR | Union of South American Nations | UNASUR
COMMONWEALTH | Commonwealth of Nations | British Commonwealth
NALM | Non-Aligned Movement | Movement of Non-Aligned Countries
G77 | Group of 77 | G77; G-77; Group of 77 and China
G7 | G7 | G-7; Group of Seven; Group of Seven (G7); G7 Nations
G8 | G8 | G-8; Group of Eight
G20 | G20 | G-20; Group of Twenty; Group of 20
BRICS | BRICS | BRIC @2009-2010
QUAD | Quad | The Quad; QUAD
AUKUS | AUKUS |
FVEY | Five Eyes |
V4 | Visegrad Group | V4; Visegrád Group
NB8 | Nordic-Baltic Eight | NB8
P5 | Permanent Five | P5
E3 | E3 |
OECD | Organisation for Economic Co-operation and Development | OECD; Organization for Economic Cooperation and
  Development
IMF | International Monetary Fund | IMF
WB | World Bank | World Bank Group; International Bank for Reconstruction and Development
WTO | World Trade Organization | WTO @1995-
WHO | World Health Organization | WHO
IAEA | International Atomic Energy Agency | IAEA
UNESCO | UNESCO | United Nations Educational, Scientific and Cultural Organization
UNICEF | UNICEF | United Nations Children's Fund
UNHCR | UNHCR | United Nations High Commissioner for Refugees
OPCW | Organisation for the Prohibition of Chemical Weapons | OPCW
OPEC | Organization of the Petroleum Exporting Countries | OPEC
ICC | International Criminal Court | ICC
ICJ | International Court of Justice | ICJ
ICRC | International Committee of the Red Cross | ICRC
INTERPOL | INTERPOL | Interpol; International Criminal Police Organization
LON | League of Nations |
WARSAW | Warsaw Treaty Organization | Warsaw Pact @1955-1991
SEATO | Southeast Asia Treaty Organization | SEATO @1954-1977
FOMC | Federal Open Market Committee | FOMC
FED | Federal Reserve Board | Board of Governors of the Federal Reserve System
FAA | Federal Aviation Administration | FAA
EPA | Environmental Protection Agency | EPA; U.S. EPA; US EPA
"""
