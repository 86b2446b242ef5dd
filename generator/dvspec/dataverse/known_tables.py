"""Microsoft's everyday tables, which specs refer to without declaring them."""

from __future__ import annotations

from collections.abc import Mapping

from dvspec.model import ExternalTable

# By schema name; entity sets are the logical name with s, unless they are below. All are confirmed by exports or by
# code that was generated from environments.
_TABLES = """
    Account Annotation AsyncOperation BookableResource BookableResourceBooking BookableResourceCategory BusinessUnit
    Calendar Campaign Category Competitor Connection ConnectionRole connectionreference Contact Contract CustomAPI
    CustomerAddress Entitlement Equipment FileAttachment flowsession
    Goal Incident Invoice InvoiceDetail KnowledgeArticle KnowledgeBaseRecord Lead List Mailbox Opportunity
    OpportunityProduct Organization Owner PriceLevel ProcessStage Product ProductPriceLevel Publisher Queue QueueItem
    Quote QuoteDetail Role SalesOrder SalesOrderDetail Service Site SLA Solution Subject SystemUser Team Territory
    TransactionCurrency UoM UoMSchedule WebResource Workflow
    adx_invitation msdyn_AIModel msdyn_customerasset msdyn_incidenttype msdyn_priority msdyn_project msdyn_warehouse
    msdyn_workorder msdyn_workorderproduct msdyn_workorderservice
    """.split()
# Activities, whose rows all have the primary id activityid.
_ACTIVITIES = """
    ActivityPointer Appointment CampaignActivity CampaignResponse Email Fax Letter PhoneCall RecurringAppointmentMaster
    ServiceAppointment SocialActivity Task
    """.split()
_ENTITY_SETS = {
    "BookableResourceCategory": "bookableresourcecategories",
    "CampaignActivity": "campaignactivities",
    "Category": "categories",
    "CustomerAddress": "customeraddresses",
    "Fax": "faxes",
    "Mailbox": "mailboxes",
    "Opportunity": "opportunities",
    "SocialActivity": "socialactivities",
    "Territory": "territories",
    "TransactionCurrency": "transactioncurrencies",
    "WebResource": "webresourceset",
    "msdyn_priority": "msdyn_priorities",
}


def _table(schema_name: str) -> ExternalTable:
    name = schema_name.lower()
    primary_id = "activityid" if schema_name in _ACTIVITIES else f"{name}id"
    return ExternalTable(name, schema_name, _ENTITY_SETS.get(schema_name, f"{name}s"), primary_id)


KNOWN_TABLES: Mapping[str, ExternalTable] = {name.lower(): _table(name) for name in sorted(_TABLES + _ACTIVITIES)}
"""The tables by logical name."""
