// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/shop/catalogue.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace playhead::shop {

namespace {

constexpr std::array<Product, 10> range = {{
    {"TEA-SENCHA", "Sencha green tea, 100 g", 890},
    {"TEA-ASSAM", "Assam black tea, 250 g", 1150},
    {"COF-YIRGA", "Yirgacheffe coffee beans, 500 g", 1590},
    {"COF-DECAF", "Decaf espresso beans, 250 g", 990},
    {"MUG-STONE", "Stoneware mug, 300 ml", 1490},
    {"POT-GLASS", "Glass teapot, 1 l", 3490},
    {"GRD-HAND", "Hand grinder, steel", 8900},
    {"FLT-V60", "Paper filters, 100 pieces", 450},
    {"KET-GOOSE", "Gooseneck kettle, 0.9 l", 5990},
    {"SCL-BREW", "Brewing scale", 3990},
}};

struct Customer
{
    const char *name;
    const char *mailbox;
    const char *street;
    const char *postcode;
    const char *city;
    const char *country;
};

constexpr std::array<Customer, 14> customers = {{
    {"Alice Smith", "alice.smith", "14 Mill Lane", "CB1 2AD", "Cambridge", "GB"},
    {"Bob Johansson", "bob", "Storgatan 8", "411 24", "Göteborg", "SE"},
    {"Chiara Rossi", "chiara.rossi", "Via Garibaldi 21", "10122", "Torino", "IT"},
    {"Deniz Yılmaz", "deniz", "Oranienstraße 183", "10999", "Berlin", "DE"},
    {"Emma Dubois", "emma.dubois", "12 rue des Lilas", "69003", "Lyon", "FR"},
    {"Farid Haddad", "f.haddad", "Kruisstraat 40", "3581 GL", "Utrecht", "NL"},
    {"Greta Weber", "greta.weber", "Gohliser Straße 5", "04105", "Leipzig", "DE"},
    {"Ines García", "ines.garcia", "Calle Mayor 9", "50001", "Zaragoza", "ES"},
    {"Jonas Novak", "jonas.novak", "Veveří 101", "602 00", "Brno", "CZ"},
    {"Katya Ivanova", "katya", "ul. Shipka 34", "1504", "Sofia", "BG"},
    {"Liam Murphy", "liam.murphy", "3 Shop Street", "H91 E2WP", "Galway", "IE"},
    {"Noor Rahman", "noor", "Gasværksvej 16", "1656", "København", "DK"},
    {"Olga Kowalska", "olga.k", "ul. Długa 27", "31-147", "Kraków", "PL"},
    {"Sofia Silva", "sofia.silva", "Rua do Almada 55", "4050-036", "Porto", "PT"},
}};

} // namespace

std::span<const Product> products()
{
    return range;
}

const Product *findProduct(std::string_view sku)
{
    const auto found = std::ranges::find(range, sku, &Product::sku);
    return found == range.end() ? nullptr : &*found;
}

Json randomOrder(Dice &dice)
{
    const auto &customer = dice.pick(customers);
    Json order;
    order["customer"] = {{"name", customer.name},
                         {"email", fmt::format("{}@example.com", customer.mailbox)}};
    order["address"] = {{"street", customer.street},
                        {"postcode", customer.postcode},
                        {"city", customer.city},
                        {"country", customer.country}};
    const auto first = static_cast<std::size_t>(dice.between(0, std::int64_t(range.size()) - 1));
    const auto lines = static_cast<std::size_t>(dice.between(1, 3));
    for (std::size_t i = 0; i < lines; ++i) {
        const auto &product = range[(first + i * 3) % range.size()];
        order["lines"].push_back({{"sku", product.sku}, {"quantity", dice.between(1, 2)}});
    }
    return order;
}

} // namespace playhead::shop
