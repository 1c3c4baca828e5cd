//! What the page says in Simplified Chinese.

use super::{Advice, KnownWords, NameWords, OtherWords, VerdictWords, Words};

pub(super) const WORDS: Words = Words {
    verdict: VerdictWords {
        admitted: "通过",
        refused: "不通过",
        cannot_say: "无法判断",
        admission: Advice {
            reason: "凭证真实，在有效期内。", remedy: "核对姓名首字和生日后放行。"
        },
        not_a_pass: Advice {
            reason: "这不是通行凭证：{what}。", remedy: "请出示证书上的二维码。"
        },
        damaged: Advice {
            reason: "二维码已损坏或被改动。",
            remedy: "请放平、擦净、完整地再出示一次。仍不通过时，请向签发机构换领。",
        },
        forged: Advice {
            reason: "签名不符，凭证被改动或伪造。",
            remedy: "请勿放行。请出示原件，不要出示复印件。",
        },
        signature_malformed: Advice {
            reason: "签名无效，凭证被改动或伪造。",
            remedy: "请勿放行。请出示原件。",
        },
        algorithm_mismatch: Advice {
            reason: "凭证所写的签名方式与签发机构的不一致。",
            remedy: "请勿放行。请出示原件。",
        },
        critical_header: Advice {
            reason: "凭证含有本检查点不认识的必需项。",
            remedy: "请向签发机构索取标准凭证。",
        },
        unsigned: Advice {
            reason: "凭证没有签名，任何人都能制作。", remedy: "请出示有签名的凭证。"
        },
        expired: Advice {
            reason: "凭证已于 {time} 过期。", remedy: "请出示新的凭证，可向签发机构更新。"
        },
        not_yet_valid: Advice {
            reason: "凭证自 {time} 起生效。", remedy: "请到时再来，或出示其他凭证。"
        },
        expiry_missing: Advice {
            reason: "凭证缺少必需的截止日期。", remedy: "请向签发机构换领。"
        },
        time_malformed: Advice {
            reason: "凭证中的日期无法读取。", remedy: "请向签发机构换领。"
        },
        kind_not_allowed: Advice {
            reason: "该签发机构无权签发此类内容：{what}。",
            remedy: "请出示有权机构签发的凭证。",
        },
        body_malformed: Advice {
            reason: "凭证真实，但内容无法读取。", remedy: "请向签发机构换领。"
        },
        statement_missing: Advice {
            reason: "凭证真实，但没有内容。", remedy: "请向签发机构换领。"
        },
        statements_several: Advice {
            reason: "凭证含有多项内容，只允许一项。", remedy: "请向签发机构换领。"
        },
        test_positive: Advice {
            reason: "凭证中的检测结果为阳性。", remedy: "请保持距离，并遵守当地规定。"
        },
        recovery_not_begun: Advice {
            reason: "康复证明尚未生效。", remedy: "请出示其他凭证，或稍后再来。"
        },
        recovery_over: Advice { reason: "康复证明已失效。", remedy: "请出示其他凭证。" },
        issuer_unknown: Advice {
            reason: "本检查点没有该签发机构的公钥，并不表示凭证有问题。",
            remedy: "请人工核验。管理员可以添加该机构的公钥。",
        },
        no_keys: Advice {
            reason: "本检查点没有用于核验的公钥。",
            remedy: "请让平板联网一次，或联系管理员。",
        },
        clock_wrong: Advice {
            reason: "平板的时钟不对，无法核对日期。",
            remedy: "请校准平板的日期和时间，再扫一次。",
        },
        not_checked_here: Advice {
            reason: "这种凭证本检查点认识但不能核验：{what}。",
            remedy: "请出示其他凭证，或人工核验。",
        },
        key_unsupported: Advice {
            reason: "签发机构已知，但此处不支持其密钥类型。",
            remedy: "请人工核验，并告知管理员。",
        },
    },
    names: NameWords {
        hcert: "欧盟新冠证书",
        vaccination: "疫苗接种",
        test: "检测",
        recovery: "康复",
        known: KnownWords {
            austrian_exemption: "奥地利豁免证书",
            swiss_light: "瑞士简化证书",
            hcert_version: "未知版本的健康证书",
            smart_health_card: "SMART 健康卡",
            smart_health_link: "SMART 健康链接",
            nz_covid_pass: "新西兰新冠通行证",
            claim169: "身份二维码（Claim 169）",
            vds_nc: "国际民航组织健康证明（VDS-NC）",
            jwt: "签名令牌（JWT）",
            divoc: "DIVOC 证书",
            city_pass: "城市通行证",
            paper_credential: "PathCheck 凭证",
            dutch_pass: "荷兰 CoronaCheck 码",
            wallet_request: "钱包请求",
        },
        other: OtherWords {
            empty: "空白",
            link: "网址",
            wifi_network: "无线网络",
            contact: "名片",
            text: "普通文字",
        },
    },
};
