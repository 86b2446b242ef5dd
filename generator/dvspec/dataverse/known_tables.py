"""Microsoft's everyday tables, which specs refer to without declaring them."""

from __future__ import annotations

from collections.abc import Mapping

from dvspec.model import ExternalTable

# By schema name; entity sets are the logical name with s, unless they are below.
_TABLES = """
    Account Annotation BookableResource BookableResourceBooking BookableResourceCategory BusinessUnit Calendar Campaign
    Category Competitor Connection ConnectionRole Contact Contract CustomerAddress Entitlement Equipment FileAttachment
    Goal Incident Invoice InvoiceDetail KnowledgeArticle KnowledgeBaseRecord Lead List Mailbox Opportunity
    OpportunityProduct Organization Owner PriceLevel ProcessStage Product ProductPriceLevel Publisher Queue QueueItem
    Quote QuoteDetail Role SalesOrder SalesOrderDetail Service Site SLA Solution Subject SystemUser Team Territory
    TransactionCurrency UoM UoMSchedule WebResource Workflow
    """.split()
# Activities, whose rows all have the primary id activityid.
_ACTIVITIES = """
    ActivityPointer Appointment CampaignActivity CampaignResponse Email Fax Letter PhoneCall RecurringAppointmentMaster
    ServiceAppointment SocialActivity Task
    """.split()
_ENTITY_SETS = {
    "CampaignActivity": "campaignactivities",
    "Category": "categories",
    "Opportunity": "opportunities",
    "SocialActivity": "socialactivities",
    "Territory": "territories",
    "TransactionCurrency": "transactioncurrencies",
    "WebResource": "webresourceset",
}


def _table(schema_name: str) -> ExternalTable:
    name = schema_name.lower()
    primary_id = "activityid" if schema_name in _ACTIVITIES else f"{name}id"
    return ExternalTable(name, schema_name, _ENTITY_SETS.get(schema_name, f"{name}s"), primary_id)


KNOWN_TABLES: Mapping[str, ExternalTable] = {name.lower(): _table(name) for name in sorted(_TABLES + _ACTIVITIES)}
"""The tables by logical name."""
