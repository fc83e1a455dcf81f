// SPDX-License-Identifier: GPL-3.0-or-later
#include "linesamples.h"

namespace playhead::test {

std::string cloudEvent(int i)
{
    const auto n = std::to_string(i);
    const auto head = R"({"specversion":"1.0","id":"e-)" + n + R"(","source":"/s/)"
                      + std::to_string(i % 5) + R"(","type":"t.)" + std::to_string(i % 3) + '"';
    const auto second = (i % 60 < 10 ? "0" : "") + std::to_string(i % 60);
    const auto time = R"(,"time":"2026-11-23T10:00:)" + second + R"(.25Z")";
    switch (i % 19) {
    case 0: return head + time + R"(,"subject":"a\"b\u00e9","data":{"n":)" + n + "}}";
    case 1: return head + R"(,"data":null})";
    case 2: return head + time + R"(,"data":"text","datacontenttype":"text/plain"})";
    case 3: return head + time + R"(,"data_base64":"AAEC"})";
    case 4: return head + R"(,"topic":"orders","tenant":7,"data":[1, 2 ,3]})";
    case 5: return head + R"(,"traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7-01"})";
    case 6: return R"({"specversion":"0.3")" + head.substr(20) + R"(,"data":{"n":)" + n + "}}";
    case 7: return head + time + R"(,"time":"never"})";
    case 8: return R"({"id":"no version","n":)" + n + '}';
    case 9: return R"({"batch":[)" + head + "}," + head + time + "}]}";
    case 10: return head + R"(,"\u0074ime":"2026-01-01T00:00:00Z","data":{}})";
    case 11: return head + R"(,"correlationid":"c-)" + n + R"(","causationid":"e-1","data":[]})";
    case 12:
        return head
               + R"(,"subject":null,"dataschema":"urn:x","datacontenttype":"application/json",)"
               + R"("data":{"deep":[{"a":"}]"}]}})";
    case 13:
        return head + time + R"(,"playheadstep":"deliver","playheadevent":)" + n
               + R"(,"playheadfrom":"events","playheadto":"billing","playheadattempt":2})";
    default:
        return head + time + R"( , "subject" : "order-)" + n + R"(" , "data" : {"n": )" + n + "} }";
    }
}

std::string joined(int events, const std::string &separator)
{
    std::string text;
    for (int i = 0; i < events; ++i)
        text += cloudEvent(i) + separator;
    text.resize(text.size() - separator.size());
    return text;
}

std::string plainRecord(int i)
{
    const auto n = std::to_string(i);
    if (i % 7 == 3) return R"({"event":"none","at":"soon","n":)" + n + "}";
    return R"({"event":"e)" + std::to_string(i % 4) + R"(","time":)"
           + std::to_string(1'700'000'000 + i) + R"(,"user":"u\t)" + n + R"(","n":)" + n + "}";
}

std::string plainRecordMapping()
{
    return R"({"type":"event","time":"time","subject":"user","id":"n"})";
}

} // namespace playhead::test
