// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The engine's headers, for the few files that talk to it. The library is built without run-time
// type information: nothing here may derive from its classes. Versions 102, 115 and 128 differ in
// little of what is used; where they do is asked by MOZJS_MAJOR_VERSION.
#include <js-config.h>
#include <jsapi.h>
#include <jsfriendapi.h>

#include <js/Array.h>
#include <js/ArrayBuffer.h>
#include <js/CallAndConstruct.h>
#include <js/CharacterEncoding.h>
#include <js/CompilationAndEvaluation.h>
#include <js/ContextOptions.h>
#include <js/Conversions.h>
#include <js/Exception.h>
#include <js/GCAPI.h>
#include <js/GlobalObject.h>
#include <js/Initialization.h>
#include <js/Interrupt.h>
#include <js/JSON.h>
#include <js/LocaleSensitive.h>
#include <js/MemoryFunctions.h>
#include <js/Object.h>
#include <js/PropertyAndElement.h>
#include <js/Realm.h>
#include <js/RealmOptions.h>
#include <js/RootingAPI.h>
#include <js/SourceText.h>
#include <js/Stack.h>
#include <js/String.h>
#include <js/Value.h>
#include <js/experimental/TypedData.h>
