//! Compares the country of a certificate, two letters, with that of a seal, three letters (ISO 3166-1; ICAO 9303-3
//! section 5 adds Germany's `D`, the European Union, the United Nations and Kosovo).

/// Whether both may be the same country. Where neither is a code that is known here, nothing contradicts it: specimens
/// are issued by countries that do not exist.
pub(super) fn agree(certificate: &str, seal: &str) -> bool {
    let seal = if seal == "D" { "DEU" } else { seal };
    let certificate = certificate.to_ascii_uppercase();
    let mut pairs = PAIRS.split_ascii_whitespace().filter_map(|pair| pair.split_at_checked(2));
    match pairs.clone().find(|(two, _)| *two == certificate) {
        Some((_, three)) => three == seal,
        None => pairs.all(|(_, three)| three != seal),
    }
}

/// Two letters and three.
const PAIRS: &str = "\
    ADAND AEARE AFAFG AGATG AIAIA ALALB AMARM AOAGO AQATA ARARG ASASM ATAUT AUAUS AWABW AXALA AZAZE BABIH BBBRB \
    BDBGD BEBEL BFBFA BGBGR BHBHR BIBDI BJBEN BLBLM BMBMU BNBRN BOBOL BQBES BRBRA BSBHS BTBTN BVBVT BWBWA BYBLR \
    BZBLZ CACAN CCCCK CDCOD CFCAF CGCOG CHCHE CICIV CKCOK CLCHL CMCMR CNCHN COCOL CRCRI CUCUB CVCPV CWCUW CXCXR \
    CYCYP CZCZE DEDEU DJDJI DKDNK DMDMA DODOM DZDZA ECECU EEEST EGEGY EHESH ERERI ESESP ETETH EUEUE FIFIN FJFJI \
    FKFLK FMFSM FOFRO FRFRA GAGAB GBGBR GDGRD GEGEO GFGUF GGGGY GHGHA GIGIB GLGRL GMGMB GNGIN GPGLP GQGNQ GRGRC \
    GSSGS GTGTM GUGUM GWGNB GYGUY HKHKG HMHMD HNHND HRHRV HTHTI HUHUN IDIDN IEIRL ILISR IMIMN ININD IOIOT IQIRQ \
    IRIRN ISISL ITITA JEJEY JMJAM JOJOR JPJPN KEKEN KGKGZ KHKHM KIKIR KMCOM KNKNA KPPRK KRKOR KSRKS KWKWT KYCYM \
    KZKAZ LALAO LBLBN LCLCA LILIE LKLKA LRLBR LSLSO LTLTU LULUX LVLVA LYLBY MAMAR MCMCO MDMDA MEMNE MFMAF MGMDG \
    MHMHL MKMKD MLMLI MMMMR MNMNG MOMAC MPMNP MQMTQ MRMRT MSMSR MTMLT MUMUS MVMDV MWMWI MXMEX MYMYS MZMOZ NANAM \
    NCNCL NENER NFNFK NGNGA NINIC NLNLD NONOR NPNPL NRNRU NUNIU NZNZL OMOMN PAPAN PEPER PFPYF PGPNG PHPHL PKPAK \
    PLPOL PMSPM PNPCN PRPRI PSPSE PTPRT PWPLW PYPRY QAQAT REREU ROROU RSSRB RURUS RWRWA SASAU SBSLB SCSYC SDSDN \
    SESWE SGSGP SHSHN SISVN SJSJM SKSVK SLSLE SMSMR SNSEN SOSOM SRSUR SSSSD STSTP SVSLV SXSXM SYSYR SZSWZ TCTCA \
    TDTCD TFATF TGTGO THTHA TJTJK TKTKL TLTLS TMTKM TNTUN TOTON TRTUR TTTTO TVTUV TWTWN TZTZA UAUKR UGUGA UMUMI \
    UNUNO USUSA UYURY UZUZB VAVAT VCVCT VEVEN VGVGB VIVIR VNVNM VUVUT WFWLF WSWSM XKRKS YEYEM YTMYT ZAZAF ZMZMB \
    ZWZWE";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_of_the_country_of_its_seal() {
        for (certificate, seal, expected) in [
            ("AU", "AUS", true),
            ("au", "AUS", true),
            ("DE", "D", true),
            ("DE", "DEU", true),
            ("EU", "EUE", true),
            ("XK", "RKS", true),
            ("UT", "UTO", true),
            ("AU", "AUT", false),
            ("AT", "AUS", false),
            ("UT", "AUS", false),
            ("AU", "UTO", false),
            ("AU", "", false),
        ] {
            assert_eq!(agree(certificate, seal), expected, "{certificate} {seal}");
        }
    }
}
