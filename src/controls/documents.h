/*-------------------------------------------------------------------------
 * documents.h
 *		Slots of required_documents, for whoever measures them.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_DOCUMENTS_H
#define INVENTORY_GOV_DOCUMENTS_H

/* In the order of the table document_kind's check; ANY_DOCUMENT is whatever is attached. */
enum
{
	DELIVERY_NOTE, CERTIFICATE, PHOTO, CUSTOMS, INVOICE, WEIGHT_TICKET, ANY_DOCUMENT, DOCUMENT_SLOTS
};

#endif							/* INVENTORY_GOV_DOCUMENTS_H */
