//! What the page says in Simplified Chinese.

use super::{
    Advice, CompareWords, FaultWords, FormatWords, KindWords, KnownWords, NameWords, OtherWords, SampleWords,
    ScanWords, ShownWords, StartWords, StatusWords, UnclearWords, VerdictWords, Words,
};

pub(super) const WORDS: Words = Words {
    verdict: VerdictWords {
        admitted: "通过",
        refused: "不通过",
        cannot_say: "无法判断",
        refresh: "请刷新",
        ask: "请询问",
        admission: Advice { reason: "凭证真实，在有效期内。", remedy: "核对{what}后放行。" },
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
        critical_field: Advice {
            reason: "凭证含有不可忽略、但本检查点不认识的内容。",
            remedy: "请人工核验，并告知管理员。",
        },
        certificate_malformed: Advice {
            reason: "凭证内的签发证书无法读取。", remedy: "请向签发机构换领。"
        },
        disclosure_mismatch: Advice {
            reason: "出示的部分内容不属于此凭证。",
            remedy: "请勿放行。请出示原凭证。",
        },
        holder_key_missing: Advice {
            reason: "动态码不属于任何凭证。", remedy: "请出示凭证本身。"
        },
        holder_proof_malformed: Advice {
            reason: "动态码格式不对。",
            remedy: "请在领取凭证的手机上重新打开并出示。",
        },
        holder_proof_forged: Advice {
            reason: "动态码不是由领取凭证的手机生成的。",
            remedy: "请勿放行。请用本人手机出示。",
        },
        live_code_needed: Advice {
            reason: "这是复制件，该凭证只能在本人手机上实时出示。",
            remedy: "请在手机上打开凭证，出示动态码。",
        },
        live_code_old: Advice {
            reason: "动态码已过时，或时钟不对。", remedy: "请刷新后再出示一次。"
        },
        signer_outside_validity: Advice {
            reason: "签发密钥的有效期不包含此凭证的日期。",
            remedy: "请勿放行。请向签发机构换领。",
        },
        certificate_not_for_passes: Advice {
            reason: "凭证内的证书不可用于签发凭证。",
            remedy: "请勿放行。请出示原证明。",
        },
        audience_elsewhere: Advice {
            reason: "此码是为其他对象生成的。", remedy: "请出示用于本地点的凭证。"
        },
        not_understood: Advice {
            reason: "凭证真实，但本设备无法解读：{what}。",
            remedy: "请人工查看凭证，并告知运营方。",
        },
        algorithm_unsupported: Advice {
            reason: "凭证使用了本设备不支持的算法：{what}。",
            remedy: "请人工核验，并告知运营方。",
        },
        other_purpose: Advice {
            reason: "此码真实，但并非用作凭证。", remedy: "请出示凭证本身。"
        },
        places_unset: Advice {
            reason: "凭证指定了地点，但本检查点尚未设置名称。",
            remedy: "请人工核验。运营方可添加地点名称。",
        },
        nobody_named: Advice {
            reason: "凭证真实，但未写明持证人。",
            remedy: "请持证人一并出示姓名，或出示其他凭证。",
        },
        keys_too_many: Advice {
            reason: "可能的签发者过多，无法逐一核对。",
            remedy: "请人工核验，并告知运营方。",
        },
        withdrawn: Advice {
            reason: "签发机构已撤销此凭证。",
            remedy: "请勿放行。可向签发机构询问原因并申请新凭证。",
        },
        suspended: Advice {
            reason: "签发机构已暂停此凭证。",
            remedy: "请勿放行。可向签发机构询问何时恢复。",
        },
        standing_unknown: Advice {
            reason: "签发机构的名单中有此凭证的记录，但本设备无法解读。",
            remedy: "请询问负责人，或出示其他凭证。",
        },
        live_code_elsewhere: Advice {
            reason: "动态码是为其他地点生成的。",
            remedy: "请为本地点重新生成并出示。",
        },
        status_red: Advice {
            reason: "凭证状态为红色。",
            remedy: "请勿放行。可向签发机构询问原因和申诉办法。",
        },
        status_amber: Advice {
            reason: "凭证状态为黄色，需要人工决定。", remedy: "请询问负责人。"
        },
        other_gate: Advice {
            reason: "该凭证不适用于此入口。", remedy: "请走凭证所写的入口。"
        },
        other_hour: Advice {
            reason: "该凭证不适用于此时段。", remedy: "请在凭证所写的时段再来。"
        },
        used_already: Advice {
            reason: "该凭证刚刚在此使用过。",
            remedy: "请出示本人的凭证。如是同一人，请稍候。",
        },
        encrypted: Advice {
            reason: "凭证已加密，只有指定方能读取。",
            remedy: "请出示检查点可以读取的凭证。",
        },
        part_missing: Advice {
            reason: "这是分成多个二维码的凭证中的一个。",
            remedy: "请把其余的二维码也出示。",
        },
    },
    compare: CompareWords {
        nothing: "可以放行。凭证没有可核对的姓名或照片。",
        photograph: "照片",
        initials: "姓名首字",
        birthday: "生日",
        comma: "、",
        and: "和",
    },
    shown: ShownWords {
        touch: "轻触继续下一位，按住可保留画面。",
        held: "画面已保留，松手继续。",
        initials: "姓名首字",
        portrait: "持证人照片",
        revocation_skipped: "未查是否已撤销",
        copy: "复制件",
        status_green: "状态：绿色",
        status_amber: "状态：黄色",
        status_red: "状态：红色",
        status_reason: "原因：签发机构列表第 {what} 项",
        birthday: "生日",
        day_and_month: "{month}{day}日",
        months: ["1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"],
    },
    start: StartWords {
        purpose: "在本机核验二维码凭证，不依赖任何服务器。",
        privacy: "画面和姓名不会离开这台平板，也不会保存。",
        start: "开始扫描",
        camera_help: "浏览器询问摄像头权限时，请选择“允许”。",
        samples: "示例凭证",
        language: "语言",
    },
    scan: ScanWords {
        camera_starting: "正在打开摄像头。如浏览器询问，请选择“允许”。",
        reader_starting: "正在准备……",
        reader_failing: Advice {
            reason: "识读程序无法启动。",
            remedy: "系统会自动重试。如果一直这样，请重新加载页面。",
        },
        looking: "请将二维码放入框内",
        seen: "已发现二维码，正在识读……",
        parts: "已读取 {here}/{count} 个二维码，请出示下一个",
        next: "已核验，请出示下一张",
        one_only: "画面中有两张凭证，请只出示一张",
        closer: "请靠近一些",
        hold_still: "请拿稳",
        more_light: "光线太暗",
        tilt_away: "请稍微倾斜，避开反光",
        stop: "停止",
        preview: "摄像头画面",
    },
    fault: FaultWords {
        missing: Advice {
            reason: "未找到摄像头", remedy: "请接上摄像头，或在有摄像头的平板上打开本页。"
        },
        denied: Advice {
            reason: "摄像头未获允许",
            remedy: "请点按网址旁的摄像头或锁形图标，允许本页使用摄像头，然后点按“立即重试”。",
        },
        in_use: Advice {
            reason: "摄像头正被其他程序使用",
            remedy: "请关闭视频通话、相机应用和打开本页的其他标签页。",
        },
        unplugged: Advice {
            reason: "摄像头已断开", remedy: "请重新接上摄像头，并检查连接线。"
        },
        frozen: Advice {
            reason: "摄像头没有画面",
            remedy: "请移开遮挡物，并检查连接线。如果一直这样，请重启平板。",
        },
        silent: Advice {
            reason: "摄像头没有响应",
            remedy: "如浏览器询问摄像头权限，请选择“允许”。如没有询问，请点按“立即重试”；如果一直这样，请重启平板。",
        },
        failed: Advice {
            reason: "摄像头无法启动",
            remedy: "请关闭其他使用摄像头的程序。如果一直这样，请重启平板。",
        },
        trying_again: "正在自动重试",
        try_now: "立即重试",
    },
    status: StatusWords {
        keys_loading: "正在加载公钥……",
        keys_ready: "公钥 {what} 个，发布于 {time}",
        keys_missing: "没有公钥",
        keys_unreachable: Advice {
            reason: "公钥未能加载。", remedy: "请让平板联网一次，系统会自动重试。"
        },
        keys_too_large: Advice {
            reason: "发布的公钥文件过大，无法使用。",
            remedy: "请告知管理员缩小公钥文件。",
        },
        keys_malformed: Advice {
            reason: "发布的公钥文件无法读取。",
            remedy: "请告知管理员公钥文件已损坏，系统会自动重试。",
        },
        keys_version: Advice {
            reason: "发布的公钥文件需要更新版本的页面。",
            remedy: "请联网并使用新版本，或告知管理员。",
        },
        keys_key: Advice {
            reason: "公钥列表中的第 {what} 个公钥无效。",
            remedy: "请告知管理员更正公钥文件。",
        },
        keys_demonstration: Advice {
            reason: "发布的公钥仅供演示。", remedy: "请告知管理员发布正式公钥。"
        },
        keys_ahead: Advice {
            reason: "发布的公钥文件日期在未来。",
            remedy: "请核对平板的日期和时间。如无误，请告知管理员公钥文件的日期有错。",
        },
        keys_fatal: Advice {
            reason: "读取发布的公钥文件时页面出错，已跳过该文件。",
            remedy: "请告知管理员更正公钥文件，或更新本页。",
        },
        keys_kept: "继续使用原有公钥。",
        keys_not_stored: Advice {
            reason: "此浏览器不保存数据。",
            remedy: "页面打开期间可以核验。如需离线使用，请退出无痕模式。",
        },
        not_kept: Advice {
            reason: "没有网络时本页将无法打开：浏览器未保存本页。",
            remedy: "请退出无痕模式，允许本站保存数据，然后联网重新打开。",
        },
        new_version: "有新版本：立即使用",
        sound_off: "关闭声音",
        sound_on: "打开声音",
        demonstration: "演示",
    },
    samples: SampleWords {
        intro: "点按一张凭证，可在本机核验，也可将本屏幕对准另一台扫描用的平板，或打印出来。这些是样张，正式检查点不会信任它们。",
        expected: "预期结果：{what}",
        check_here: "在本机核验",
        missing: Advice {
            reason: "示例凭证未能加载。", remedy: "请联网后重新打开本页。"
        },
        back: "返回",
    },
    names: NameWords {
        format: FormatWords {
            hcert: "欧盟新冠证书",
            hcert_exemption: "奥地利豁免证书",
            hcert_light: "瑞士简化证书",
            smart_health_card: "SMART 健康卡",
            nz_covid_pass: "新西兰新冠通行证",
            claim169: "身份二维码（Claim 169）",
            vds_nc: "国际民航组织健康证明（VDS-NC）",
            jwt: "签名令牌（JWT）",
            sd_jwt: "选择性披露令牌（SD-JWT）",
            city_pass: "城市通行证",
        },
        kind: KindWords {
            vaccination: "疫苗接种",
            test: "检测",
            recovery: "康复",
            exemption: "豁免",
            entitlement: "通行资格",
            identity: "身份",
            status: "状态",
        },
        known: KnownWords {
            hcert_version: "未知版本的健康证书",
            who_document: "世卫组织健康文件",
            smart_health_link: "SMART 健康链接（用于打开钱包）",
            nz_covid_pass_version: "未知版本的新西兰新冠通行证",
            divoc: "DIVOC 证书",
            paper_credential: "PathCheck 凭证",
            dutch_pass: "荷兰 CoronaCheck 码",
            french_seal: "法国 2D-DOC",
            wallet_request: "钱包请求（用于打开钱包）",
            other_seal: "其他类型的旅行电子签章",
            pixel_pass: "JSON 凭证（PixelPass）",
            split_code: "一组二维码中的一个",
        },
        other: OtherWords {
            empty: "空白",
            link: "网址",
            wifi_network: "无线网络",
            contact: "名片",
            text: "普通文字",
        },
        unclear: UnclearWords {
            test_result: "检测结果",
            recovery_dates: "康复证明的有效日期",
            colour: "状态颜色",
            revocation: "查询是否已撤销的位置",
            withheld: "有效期（持证人可不出示）",
            modifier: "会改变含义的附加内容",
            resource: "本系统不读取的医疗记录",
            certificate: "签发者的证书",
            amount: "内容多于单个凭证的读取上限",
        },
    },
};
