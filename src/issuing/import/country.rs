//! Finds the state of an authority's name (RFC 5280 section 4.1.2.4), as seals write it.
//!
//! Certificates say the country in two letters (Doc 9303-12, `countryName`), seals in the three of Doc 9303-3, which
//! are those of ISO 3166-1 but for Germany, and for codes that ISO leaves to others. Where the code is not certain
//! there is no result: with a wrong state, every seal of it would be of an unknown issuer.

use x509_cert::der::asn1::{PrintableStringRef, Utf8StringRef};
use x509_cert::der::oid::ObjectIdentifier;
use x509_cert::name::Name;

/// The state's three letters; `None` where the name says no country, several, or one that is not known.
pub(super) fn of_name(name: &Name) -> Option<&'static str> {
    let mut countries = name.iter().filter(|attribute| attribute.oid == COUNTRY_NAME);
    let (Some(country), None) = (countries.next(), countries.next()) else { return None };
    let printable = country.value.decode_as::<PrintableStringRef<'_>>();
    let text = match &printable {
        Ok(text) => text.as_str(),
        Err(_) => country.value.decode_as::<Utf8StringRef<'_>>().ok()?.as_str(),
    };
    three_letters(text)
}

/// Upper or lower case, two letters or three already.
fn three_letters(text: &str) -> Option<&'static str> {
    let spelled = |entry: &&str| {
        let (two, three) = entry.split_at(2);
        text.eq_ignore_ascii_case(two) || text.eq_ignore_ascii_case(three)
    };
    STATES.split(' ').find(spelled).and_then(|entry| entry.get(2..))
}

/// 2.5.4.6
const COUNTRY_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.6");
/// ISO 3166-1, alpha-2 and alpha-3, without Germany: `D` in Doc 9303-3, filled up with `<` or not.
const STATES: &str = "ADAND AEARE AFAFG AGATG AIAIA ALALB AMARM AOAGO AQATA ARARG ASASM ATAUT AUAUS AWABW AXALA AZAZE BABIH BBBRB \
    BDBGD BEBEL BFBFA BGBGR BHBHR BIBDI BJBEN BLBLM BMBMU BNBRN BOBOL BQBES BRBRA BSBHS BTBTN BVBVT BWBWA BYBLR \
    BZBLZ CACAN CCCCK CDCOD CFCAF CGCOG CHCHE CICIV CKCOK CLCHL CMCMR CNCHN COCOL CRCRI CUCUB CVCPV CWCUW CXCXR \
    CYCYP CZCZE DJDJI DKDNK DMDMA DODOM DZDZA ECECU EEEST EGEGY EHESH ERERI ESESP ETETH FIFIN FJFJI FKFLK FMFSM \
    FOFRO FRFRA GAGAB GBGBR GDGRD GEGEO GFGUF GGGGY GHGHA GIGIB GLGRL GMGMB GNGIN GPGLP GQGNQ GRGRC GSSGS GTGTM \
    GUGUM GWGNB GYGUY HKHKG HMHMD HNHND HRHRV HTHTI HUHUN IDIDN IEIRL ILISR IMIMN ININD IOIOT IQIRQ IRIRN ISISL \
    ITITA JEJEY JMJAM JOJOR JPJPN KEKEN KGKGZ KHKHM KIKIR KMCOM KNKNA KPPRK KRKOR KWKWT KYCYM KZKAZ LALAO LBLBN \
    LCLCA LILIE LKLKA LRLBR LSLSO LTLTU LULUX LVLVA LYLBY MAMAR MCMCO MDMDA MEMNE MFMAF MGMDG MHMHL MKMKD MLMLI \
    MMMMR MNMNG MOMAC MPMNP MQMTQ MRMRT MSMSR MTMLT MUMUS MVMDV MWMWI MXMEX MYMYS MZMOZ NANAM NCNCL NENER NFNFK \
    NGNGA NINIC NLNLD NONOR NPNPL NRNRU NUNIU NZNZL OMOMN PAPAN PEPER PFPYF PGPNG PHPHL PKPAK PLPOL PMSPM PNPCN \
    PRPRI PSPSE PTPRT PWPLW PYPRY QAQAT REREU ROROU RSSRB RURUS RWRWA SASAU SBSLB SCSYC SDSDN SESWE SGSGP SHSHN \
    SISVN SJSJM SKSVK SLSLE SMSMR SNSEN SOSOM SRSUR SSSSD STSTP SVSLV SXSXM SYSYR SZSWZ TCTCA TDTCD TFATF TGTGO \
    THTHA TJTJK TKTKL TLTLS TMTKM TNTUN TOTON TRTUR TTTTO TVTUV TWTWN TZTZA UAUKR UGUGA UMUMI USUSA UYURY UZUZB \
    VAVAT VCVCT VEVEN VGVGB VIVIR VNVNM VUVUT WFWLF WSWSM YEYEM YTMYT ZAZAF ZMZMB ZWZWE";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_spelled_in_three_letters_where_that_is_certain() {
        for (text, expected) in [
            ("AT", Some("AUT")),
            ("at", Some("AUT")),
            ("AUT", Some("AUT")),
            ("AD", Some("AND")),
            ("ZW", Some("ZWE")),
            ("GB", Some("GBR")),
            ("SG", Some("SGP")),
            ("DE", None),
            ("D", None),
            ("UT", None),
            ("EU", None),
            ("XX", None),
            ("ATA", Some("ATA")),
            ("AQATA", None),
            ("A", None),
            ("", None),
            (" ", None),
            ("AT ", None),
        ] {
            assert_eq!(three_letters(text), expected, "{text:?}");
        }
        assert_eq!(STATES.split(' ').count(), 248, "ISO 3166-1 has 249");
        assert!(STATES.split(' ').all(|entry| entry.len() == 5), "two letters and three");
    }
}
