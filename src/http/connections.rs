//! Places for connections: so many in all, and so many for one address, so that nobody can hold them all.
//!
//! Without this an open archive could be kept busy by somebody who only holds lines open. Who comes when all places are
//! taken waits in the system's queue; an address that has its share is told so and let go.

use crate::auth::network;
use crate::config::{HttpLimits, TrustedProxies};
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Where a request came from: the other end of its connection, or whom a trusted proxy speaks for.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub IpAddr);

/// The places of one listener.
#[derive(Debug)]
pub struct Places {
    free: Arc<Semaphore>,
    taken: Mutex<HashMap<IpAddr, usize>>,
    per_address_max: usize,
    proxies: TrustedProxies,
}

/// A place, taken until this is dropped.
#[derive(Debug)]
pub struct Place {
    places: Arc<Places>,
    address: Option<IpAddr>,
    _free: OwnedSemaphorePermit,
}

impl Places {
    /// All places free.
    #[must_use]
    pub fn new(limits: &HttpLimits) -> Arc<Self> {
        Arc::new(Self {
            free: Arc::new(Semaphore::new(limits.connections_max)),
            taken: Mutex::new(HashMap::new()),
            per_address_max: limits.connections_per_address_max,
            proxies: limits.trusted_proxies.clone(),
        })
    }

    /// Waits until a place is free.
    pub async fn free(&self) -> OwnedSemaphorePermit {
        match self.free.clone().acquire_owned().await {
            Ok(free) => free,
            // The semaphore is never closed; were it, nobody would be let in.
            Err(_) => std::future::pending().await,
        }
    }

    /// Gives a free place to an address, unless it has its share. A trusted proxy speaks for many and has no share.
    #[must_use]
    pub fn give(self: &Arc<Self>, free: OwnedSemaphorePermit, from: SocketAddr) -> Option<Place> {
        let address = (!self.proxies.trust(from.ip())).then(|| network(from.ip()));
        if let Some(address) = address {
            let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
            let count = taken.entry(address).or_insert(0);
            if *count >= self.per_address_max {
                return None;
            }
            *count += 1;
        }
        Some(Place { places: Arc::clone(self), address, _free: free })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some(address) = self.address else { return };
        let mut taken = self.places.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&address) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::Places;
    use crate::config::{Config, Options};
    use std::net::SocketAddr;
    use std::sync::Arc;

    fn places() -> Arc<Places> {
        let options = Options {
            connections_max: Some(4),
            connections_per_address_max: Some(2),
            trusted_proxies: Some("10.0.0.9".parse().unwrap()),
            ..Options::default()
        };
        Places::new(&Config::load_with_environment(options, []).unwrap().limits)
    }

    fn from(address: &str) -> SocketAddr {
        SocketAddr::new(address.parse().unwrap(), 1)
    }

    #[tokio::test]
    async fn one_address_has_its_share_and_the_rest_is_left_to_others() {
        let places = places();
        let first = places.give(places.free().await, from("10.0.0.1")).unwrap();
        let _second = places.give(places.free().await, from("10.0.0.1")).unwrap();
        assert!(places.give(places.free().await, from("10.0.0.1")).is_none());
        let _other = places.give(places.free().await, from("10.0.0.2")).unwrap();
        drop(first);
        assert!(places.give(places.free().await, from("10.0.0.1")).is_some());
    }

    #[tokio::test]
    async fn a_trusted_proxy_may_have_every_place_and_nothing_is_kept_of_who_left() {
        let places = places();
        let mut held = Vec::new();
        for _ in 0..4 {
            held.push(places.give(places.free().await, from("10.0.0.9")).unwrap());
        }
        assert_eq!(places.free.available_permits(), 0);
        drop(held);
        drop(places.give(places.free().await, from("10.0.0.1")).unwrap());
        assert!(places.taken.lock().unwrap().is_empty());
    }
}
