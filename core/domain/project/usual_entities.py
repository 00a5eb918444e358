"""Entities that many projects have, to choose from instead of naming them."""

from __future__ import annotations

from core.domain.project.schema import Entity

USUAL_ENTITIES = tuple(
    Entity(name, description=description)
    for name, description in (
        ("Person", "The name of a human being, without titles such as Dr or Ms."),
        ("Organization", "A company, an authority or a club, with its legal form."),
        ("Location", "The name of a city, a region, a country or a landscape."),
        ("Address", "Street and number, with postcode and city where they follow."),
        ("Date", "A day, a month or a year, as it is written."),
        ("Time", "A time of day."),
        ("Amount", "A sum of money with its currency."),
        ("Percentage", "A number with a percent sign or the word for it."),
        ("Quantity", "A number with its unit, such as a weight or a distance."),
        ("Product", "The name of a thing that is made, sold or served."),
        ("Event", "The name of a meeting, a fair, a war or a holiday."),
        ("Email", "An email address."),
        ("Phone number", "A telephone number with its prefix."),
        ("Web address", "A URL or a domain name."),
        ("Reference", "A number of a case, a contract, an order or an invoice."),
        ("Account", "A bank account or card number."),
    )
)
