"""Treaties, declarations and agreements by name: one a line, ``name | other names | address``.

Only names that mean one instrument wherever they stand. Short forms are found in capitals only. A line that begins with
blanks goes on the one before.
"""

from collections.abc import Iterator

from pincite.index.reading.instruments.pattern import Instrument
from pincite.index.reading.issuers.issuer_names import join_lines

KEY = "named"

NAMED = """
Charter of the United Nations | UN Charter; U.N. Charter; United Nations Charter |
  https://www.un.org/en/about-us/un-charter/full-text
Universal Declaration of Human Rights | UDHR | https://www.un.org/en/about-us/universal-declaration-of-human-rights
International Covenant on Civil and Political Rights | ICCPR |
  https://www.ohchr.org/en/instruments-mechanisms/instruments/international-covenant-civil-and-political-rights
International Covenant on Economic, Social and Cultural Rights | ICESCR |
  https://www.ohchr.org/en/instruments-mechanisms/instruments/international-covenant-economic-social-and-cultural-rights
Convention on the Rights of the Child | |
  https://www.ohchr.org/en/instruments-mechanisms/instruments/convention-rights-child
Convention against Torture | Convention Against Torture and Other Cruel, Inhuman or Degrading Treatment or Punishment |
Genocide Convention | Convention on the Prevention and Punishment of the Crime of Genocide |
Refugee Convention | Convention relating to the Status of Refugees; 1951 Refugee Convention |
Convention on the Elimination of All Forms of Discrimination against Women | CEDAW |
Rome Statute | Rome Statute of the International Criminal Court |
  https://www.icc-cpi.int/resource-library/documents/rs-eng.pdf
Vienna Convention on Diplomatic Relations | |
  https://legal.un.org/ilc/texts/instruments/english/conventions/9_1_1961.pdf
Vienna Convention on Consular Relations | | https://legal.un.org/ilc/texts/instruments/english/conventions/9_2_1963.pdf
Vienna Convention on the Law of Treaties | | https://legal.un.org/ilc/texts/instruments/english/conventions/1_1_1969.pdf
Geneva Conventions | 1949 Geneva Conventions; Geneva Conventions of 1949 |
United Nations Convention on the Law of the Sea | UNCLOS; UN Convention on the Law of the Sea; Law of the Sea
  Convention | https://www.un.org/depts/los/convention_agreements/texts/unclos/unclos_e.pdf
United Nations Framework Convention on Climate Change | UNFCCC; UN Framework Convention on Climate Change |
  https://unfccc.int/resource/docs/convkp/conveng.pdf
Paris Agreement | Paris Agreement on Climate Change; Paris Climate Agreement; Paris Accord |
  https://unfccc.int/sites/default/files/english_paris_agreement.pdf
Kyoto Protocol | | https://unfccc.int/resource/docs/convkp/kpeng.pdf
Montreal Protocol | Montreal Protocol on Substances that Deplete the Ozone Layer |
Kigali Amendment | Kigali Amendment to the Montreal Protocol |
Convention on Biological Diversity | |
2030 Agenda for Sustainable Development | 2030 Agenda | https://undocs.org/A/RES/70/1
Addis Ababa Action Agenda | | https://undocs.org/A/RES/69/313
Sendai Framework | Sendai Framework for Disaster Risk Reduction |
Treaty on the Non-Proliferation of Nuclear Weapons | NPT; Nuclear Non-Proliferation Treaty; Non-Proliferation Treaty;
  Nuclear Nonproliferation Treaty | https://disarmament.unoda.org/wmd/nuclear/npt/
Comprehensive Nuclear-Test-Ban Treaty | CTBT; Comprehensive Test Ban Treaty; Comprehensive Nuclear Test Ban Treaty |
Treaty on the Prohibition of Nuclear Weapons | TPNW |
Partial Test Ban Treaty | Limited Test Ban Treaty |
Chemical Weapons Convention | CWC; Convention on Chemical Weapons | https://www.opcw.org/chemical-weapons-convention
Biological Weapons Convention | BWC; Biological and Toxin Weapons Convention; BTWC |
Arms Trade Treaty | |
Ottawa Convention | Anti-Personnel Mine Ban Convention; Mine Ban Treaty |
Convention on Cluster Munitions | |
Outer Space Treaty | |
Antarctic Treaty | |
New START | New START Treaty; New Strategic Arms Reduction Treaty |
START I | Strategic Arms Reduction Treaty |
INF Treaty | Intermediate-Range Nuclear Forces Treaty |
ABM Treaty | Anti-Ballistic Missile Treaty |
Open Skies Treaty | Treaty on Open Skies |
Treaty on Conventional Armed Forces in Europe | CFE Treaty |
Helsinki Final Act | Helsinki Accords | https://www.osce.org/helsinki-final-act
Charter of Paris | Charter of Paris for a New Europe |
NATO-Russia Founding Act | |
North Atlantic Treaty | | https://www.nato.int/cps/en/natohq/official_texts_17120.htm
ANZUS Treaty | |
U.S.-ROK Mutual Defense Treaty | Mutual Defense Treaty between the United States and the Republic of Korea; ROK-U.S.
  Mutual Defense Treaty |
U.S.-Japan Treaty of Mutual Cooperation and Security | Japan-U.S. Security Treaty; U.S.-Japan Security Treaty |
Treaty of Mutual Cooperation and Security | |
Inter-American Treaty of Reciprocal Assistance | Rio Treaty |
Charter of the Organization of American States | OAS Charter |
Inter-American Democratic Charter | |
Panmunjom Declaration | Panmunjeom Declaration; Panmunjeom Declaration for Peace, Prosperity and Unification of the
  Korean Peninsula; Panmunjom Declaration for Peace, Prosperity and Unification of the Korean Peninsula |
Pyongyang Joint Declaration | Pyongyang Joint Declaration of September 2018; September Pyongyang Declaration |
Korean Armistice Agreement | Armistice Agreement of 1953; 1953 Armistice Agreement |
Agreed Framework | |
Joint Comprehensive Plan of Action | JCPOA |
Shanghai Communiqué | Shanghai Communique |
Three Joint Communiqués | three Joint Communiqués; three U.S.-China Joint Communiqués; Three Communiqués |
Taiwan Relations Act | | https://www.congress.gov/bill/96th-congress/house-bill/2479
Sino-British Joint Declaration | |
Camp David Accords | |
Abraham Accords | |
Artemis Accords | |
ILO Declaration on Fundamental Principles and Rights at Work | |
Oslo Accords | |
Arab Peace Initiative | |
Taif Agreement | Taif Accord |
Good Friday Agreement | Belfast Agreement; Belfast/Good Friday Agreement |
Windsor Framework | |
Dayton Peace Agreement | Dayton Peace Accords; Dayton Accords; Dayton Agreement |
Budapest Memorandum | Budapest Memorandum on Security Assurances |
Black Sea Grain Initiative | |
Montreux Convention | |
Treaty on European Union | TEU |
Treaty on the Functioning of the European Union | TFEU |
Lisbon Treaty | |
Maastricht Treaty | |
General Data Protection Regulation | GDPR | http://data.europa.eu/eli/reg/2016/679/oj
General Agreement on Tariffs and Trade | GATT |
United States-Mexico-Canada Agreement | USMCA |
North American Free Trade Agreement | NAFTA |
Kellogg-Briand Pact | Pact of Paris |
Washington Naval Treaty | Five-Power Treaty |
Covenant of the League of Nations | |
Atlantic Charter | |
Potsdam Declaration | Potsdam Proclamation |
Cairo Declaration | |
San Francisco Peace Treaty | Treaty of Peace with Japan |
Bandung Declaration | |
Treaty of Amity and Cooperation in Southeast Asia | Treaty of Amity and Cooperation |
ASEAN Charter | |
Constitutive Act of the African Union | |
Lusaka Ceasefire Agreement | |
Monterrey Consensus | |
Basel Convention | |
CITES | Convention on International Trade in Endangered Species |
"""

EXAMPLES = {
    'the "Panmunjeom Declaration for Peace, Prosperity and Unification of the Korean Peninsula," and noted': (
        "Panmunjom Declaration",
    ),
    "The recent extension of the New START Treaty exemplifies our commitment": ("New START",),
    "its obligations under the NPT and the UN Charter": (
        "Treaty on the Non-Proliferation of Nuclear Weapons",
        "Charter of the United Nations",
    ),
    "the 2030 Agenda, the Paris Agreement and UNCLOS": (
        "2030 Agenda for Sustainable Development",
        "Paris Agreement",
        "United Nations Convention on the Law of the Sea",
    ),
}
OTHERS = (
    "a new start for the treaty",
    "the agreement reached in Paris",
    "they met in Panmunjom",
    "a charter of the company",
    "the inpt value",
    "in the good Friday agreement of the two firms",
)


def list_named() -> Iterator[tuple[Instrument, tuple[str, ...]]]:
    """Yield each instrument with all its names."""
    for line in join_lines(NAMED):
        name, others, address = (part.strip() for part in line.split("|"))
        names = (name, *(one.strip() for one in others.split(";") if one.strip()))
        yield Instrument(name, name, address or None), names
