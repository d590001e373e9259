using System.Runtime.InteropServices;
using WebhookDispatch.Events;
using WebhookDispatch.Stores;

namespace WebhookDispatch.InMemory;

/// <summary>
/// Events that came as delivered, which is what an inbox stores: kept as bytes in large blocks, and made into objects again when somebody
/// asks. As objects each is a dozen that the collector follows and copies twice, and at full load that took a quarter of a receiver's time.
/// They come, and are forgotten, in the order of time. Only touched under the store's lock.
/// </summary>
internal sealed class MemoryShelf
{
    private const int FewPlaces = 1024;

    private readonly Dictionary<int, long> _lastByHash = [];
    private readonly ShelfBlanks _blanks = new();
    private readonly Dictionary<int, byte[]> _blocks = [];
    private readonly Dictionary<int, int> _held = [];
    private ShelvedPlace[] _places = new ShelvedPlace[FewPlaces];
    private long _first;
    private long _end;
    private byte[] _current = [];
    private int _block = -1;
    private int _used;
    private int _owed;

    internal void Add(NewEvent added, long deliveryId, DateTimeOffset now)
    {
        var length = ShelvedEvent.LengthOf(added);
        var bytes = Take(length);
        ShelvedEvent.Write(bytes.AsSpan(_used, length), added, deliveryId, now);
        var hash = HashCode.Combine(added.Tenant, added.Event.Id);
        ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(_lastByHash, hash, out var hasOne);
        Append(new ShelvedPlace(deliveryId, hasOne ? last : -1, _block, _used, length, hash));
        last = _end - 1;
        _used += length;
    }

    /// <returns>Its number on the shelf; <see langword="null"/> when it is not here.</returns>
    internal long? Find(string tenant, string eventId)
    {
        var number = _lastByHash.GetValueOrDefault(HashCode.Combine(tenant, eventId), -1);
        while (number >= _first && (At(number).IsEmpty || !Open(number).Has(tenant, eventId)))
        {
            number = At(number).Before;
        }

        return number >= _first ? number : null;
    }

    internal bool IsSame(long number, WebhookEvent other) => Open(number).IsSameAs(other);

    /// <summary>As objects that nobody else has.</summary>
    internal MemoryDelivery Read(long number) => Open(number).Read(number);

    /// <summary>Takes it from the shelf, for one that is about to change.</summary>
    internal MemoryDelivery TakeOut(long number)
    {
        var delivery = Read(number);
        Empty(number);
        return delivery;
    }

    /// <summary>The first whose delivery has a higher id; <see langword="null"/> when there is none.</summary>
    internal long? After(long deliveryId)
    {
        var number = IndexAfter(deliveryId);
        while (number < _end && At(number).IsEmpty)
        {
            number++;
        }

        return number < _end ? number : null;
    }

    /// <summary>The last whose delivery has a lower id; <see langword="null"/> when there is none.</summary>
    internal long? Before(long deliveryId)
    {
        var number = IndexAfter(deliveryId - 1) - 1;
        while (number >= _first && At(number).IsEmpty)
        {
            number--;
        }

        return number >= _first ? number : null;
    }

    /// <returns>The number of a delivery; <see langword="null"/> when it is not here.</returns>
    internal long? NumberOf(long deliveryId) => After(deliveryId - 1) is { } number && At(number).DeliveryId == deliveryId ? number : null;

    internal long DeliveryIdOf(long number) => At(number).DeliveryId;

    /// <summary>Forgets what ended before an instant, the longest ago first.</summary>
    /// <param name="endedBefore">The instant.</param>
    /// <param name="limit">The most events and deliveries to count.</param>
    /// <returns>How many were forgotten: each is an event and a delivery, of which one may be counted by the next call; and how many deliveries those were.</returns>
    internal (int Counted, int Deliveries) Forget(DateTimeOffset endedBefore, int limit)
    {
        var counted = Math.Min(_owed, limit);
        _owed -= counted;
        var deliveries = 0;
        while (_first < _end && (At(_first).IsEmpty || (counted < limit && Open(_first).EndedAt < endedBefore)))
        {
            if (!At(_first).IsEmpty)
            {
                deliveries++;
                counted++;
                _owed = counted < limit ? 0 : 1;
                counted += 1 - _owed;
            }

            RemoveFirst();
        }

        return (counted, deliveries);
    }

    private ref ShelvedPlace At(long number) => ref _places[number & (_places.Length - 1)];

    private ShelvedEvent Open(long number)
    {
        var place = At(number);
        return new ShelvedEvent(_blocks[place.Block].AsSpan(place.Offset, place.Length));
    }

    private byte[] Take(int length)
    {
        if (length > _current.Length - _used)
        {
            if (_held.GetValueOrDefault(_block) == 0)
            {
                _blocks.Remove(_block);
                _held.Remove(_block);
            }

            _current = _blocks[++_block] = _blanks.Take(length);
            _used = 0;
        }

        CollectionsMarshal.GetValueRefOrAddDefault(_held, _block, out _)++;
        return _current;
    }

    private void Append(in ShelvedPlace place)
    {
        if (_end - _first == _places.Length)
        {
            var larger = new ShelvedPlace[_places.Length * 2];
            for (var number = _first; number < _end; number++)
            {
                larger[number & (larger.Length - 1)] = At(number);
            }

            _places = larger;
        }

        At(_end++) = place;
    }

    private void Empty(long number)
    {
        ref var place = ref At(number);
        var left = --CollectionsMarshal.GetValueRefOrAddDefault(_held, place.Block, out _);
        if (left == 0 && place.Block != _block)
        {
            _blocks.Remove(place.Block);
            _held.Remove(place.Block);
        }

        place = place with { Block = -1 };
    }

    private void RemoveFirst()
    {
        var place = At(_first);
        if (!place.IsEmpty)
        {
            Empty(_first);
        }

        if (_lastByHash.GetValueOrDefault(place.Hash, -1) == _first)
        {
            _lastByHash.Remove(place.Hash);
        }

        _first++;
    }

    private long IndexAfter(long deliveryId)
    {
        var (low, high) = (_first, _end);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = At(middle).DeliveryId <= deliveryId ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
